"""Publishing (发布): articles go online, into lists, archives and feeds, and are taken down again.

The pages of articles and columns are kinds registered with `pages`, which makes and guards the
files. Here are the rows that say what stands in which list and at which address, the acts of editors
and operators, and their screens.
"""
