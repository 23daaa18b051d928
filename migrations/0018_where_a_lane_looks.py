"""A lane may look at a part of its camera's picture only."""


# By hand, because peewee's own way of adding a column would rewrite the table.
def up(migrator, db):
    db.execute_sql("""ALTER TABLE "lane" ADD COLUMN "region" TEXT NOT NULL DEFAULT ''""")


def down(migrator, db):
    db.execute_sql('ALTER TABLE "lane" DROP COLUMN "region"')
