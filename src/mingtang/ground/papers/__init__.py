"""Files that offices open elsewhere (文书): tables in and out, documents of Word and PDF out.

Pure: bytes and plain values. No tables of the database, no rules, no word of the business.
"""
