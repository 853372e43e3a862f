"""Emergency series and notices on every page (应急专题、全站提示): facts first, dated updates, a banner, mourning grey."""
