"""Reads the view of a roll-up with psycopg2: read.py CONNECTION"""
import sys
import psycopg2

connection = psycopg2.connect(sys.argv[1])
cursor = connection.cursor()
cursor.execute("SELECT * FROM nps_monthly ORDER BY period, region")
rows = cursor.fetchall()
for column, value in zip(cursor.description, rows[-1]):
    print(column.name, type(value).__name__)
for row in rows:
    row = dict(zip([column.name for column in cursor.description], row))
    print(row["period"], row["region"], row["responses"], round(row["nps"], 1), row["verdict"])
