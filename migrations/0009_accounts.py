"""Second factors, sessions that the house can end, links that let people in, and the log of sign-ins."""

from peewee import CharField, ForeignKeyField, Model, SqliteDatabase, TextField


def up(migrator, db):
    # By hand, because peewee's own way of adding a column would rewrite the table.
    for column, kind, default in _columns(db):
        filled = "" if default is None else f" NOT NULL DEFAULT {default}"
        db.execute_sql(f'ALTER TABLE "user" ADD COLUMN "{column}" {kind}{filled}')
    db.create_tables(_tables(db))
    for statement in _sqlite() if isinstance(db, SqliteDatabase) else _postgresql():
        db.execute_sql(statement)


def _columns(db):
    sqlite = isinstance(db, SqliteDatabase)
    return (
        ("must_change", "INTEGER" if sqlite else "BOOLEAN", "FALSE"),
        ("totp_secret", "VARCHAR(64)", "''"),
        ("totp_offered", "VARCHAR(64)", "''"),
        ("totp_step", "INTEGER" if sqlite else "BIGINT", "0"),
        ("signed_in_at", "TEXT", None),
    )


def _tables(db):
    class Base(Model):
        class Meta:
            database = db
            legacy_table_names = False

    class User(Base):
        pass

    class OpenSession(Base):
        token_hash = CharField(max_length=64, unique=True)
        user = ForeignKeyField(User, on_delete="RESTRICT")
        begun_at = TextField()
        seen_at = TextField()
        address = CharField(max_length=64)
        agent = CharField(max_length=200, default="")
        second_factor = CharField(max_length=12, default="")

    class SignIn(Base):
        at = TextField()
        name = CharField(max_length=64, index=True)
        user = ForeignKeyField(User, null=True, on_delete="RESTRICT")
        how = CharField(max_length=16)
        second_factor = CharField(max_length=12, default="")
        address = CharField(max_length=64)
        agent = CharField(max_length=200, default="")

    class Invitation(Base):
        token_hash = CharField(max_length=64, unique=True)
        user = ForeignKeyField(User, null=True, on_delete="RESTRICT")
        username = CharField(max_length=64, default="")
        display_name = CharField(max_length=64)
        role = CharField(max_length=12)
        created_by = CharField(max_length=64)
        created_at = TextField()
        expires_at = TextField()
        used_at = TextField(null=True)
        withdrawn_at = TextField(null=True)

    class RecoveryCode(Base):
        user = ForeignKeyField(User, on_delete="RESTRICT")
        code_hash = CharField(max_length=64, unique=True)
        used_at = TextField(null=True)

    return [OpenSession, SignIn, Invitation, RecoveryCode]


def _sqlite():
    for operation in ("UPDATE", "DELETE"):
        yield (
            f"CREATE TRIGGER sign_in_no_{operation.lower()} BEFORE {operation} ON sign_in "
            f"BEGIN SELECT RAISE(ABORT, 'who signed in is only ever added to'); END"
        )


def _postgresql():
    yield (
        "CREATE TRIGGER sign_in_only_grows BEFORE UPDATE OR DELETE ON sign_in "
        "FOR EACH ROW EXECUTE FUNCTION ledger_only_grows()"
    )
    yield (
        "CREATE TRIGGER sign_in_no_truncate BEFORE TRUNCATE ON sign_in "
        "FOR EACH STATEMENT EXECUTE FUNCTION ledger_only_grows()"
    )


def down(migrator, db):
    for table in ("recovery_code", "invitation", "sign_in", "open_session"):
        db.execute_sql(f"DROP TABLE {table}")
    for column, _, _ in reversed(_columns(db)):
        db.execute_sql(f'ALTER TABLE "user" DROP COLUMN "{column}"')
