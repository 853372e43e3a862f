"""Jobs (任务): work that is not done in the request, as rows that any number of workers claim."""
