"""The policy library (政策文件库): the policy documents of each site by year, office, subject, kind, validity and number."""
