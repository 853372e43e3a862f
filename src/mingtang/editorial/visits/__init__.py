"""How often pages are read and by how many (访问统计): counted in memory, put in by batches, added up by the worker."""
