"""The tables as they were first laid down."""

from peewee import (
    BigIntegerField,
    BlobField,
    BooleanField,
    CharField,
    DateField,
    DecimalField,
    FloatField,
    ForeignKeyField,
    IntegerField,
    Model,
    TextField,
)


def up(migrator, db):
    class Gate(Model):
        gate_no = CharField(unique=True, max_length=1)
        name = CharField(max_length=64)

        class Meta:
            database = db
            table_name = "gate"

    db.create_tables([Gate])

    class Lane(Model):
        gate = ForeignKeyField(Gate, on_delete="RESTRICT")
        barrier_no = CharField(max_length=3)
        name = CharField(max_length=64)
        direction = CharField(max_length=4)
        enabled = BooleanField(default=True)
        fence = IntegerField(default=0)

        class Meta:
            database = db
            table_name = "lane"
            indexes = ((("gate", "barrier_no"), True),)

    db.create_tables([Lane])

    class Device(Model):
        lane = ForeignKeyField(Lane, null=True, on_delete="RESTRICT")
        kind = CharField(max_length=16)
        name = CharField(max_length=64)
        driver = CharField(max_length=32)
        config = TextField(default="{}")
        enabled = BooleanField(default=True)

        class Meta:
            database = db
            table_name = "device"

    db.create_tables([Device])

    class Entry(Model):
        seq = BigIntegerField(primary_key=True)
        at = TextField()
        kind = CharField(index=True, max_length=24)
        content = BlobField()
        hash = CharField(max_length=64)

        class Meta:
            database = db
            table_name = "entry"

    db.create_tables([Entry])

    class Exceedance(Model):
        plate_no = CharField(max_length=10)
        plate_colour = CharField(max_length=1)
        reason_code = CharField(max_length=1)
        issued_at = TextField()
        released_at = TextField(null=True)
        changed_seq = BigIntegerField(index=True)

        class Meta:
            database = db
            table_name = "exceedance"
            indexes = ((("plate_no", "plate_colour"), False),)

    db.create_tables([Exceedance])

    class Passage(Model):
        entry = ForeignKeyField(Entry, unique=True, on_delete="RESTRICT")
        serial_no = CharField(unique=True, max_length=46)
        lane_id = IntegerField()
        gate_no = CharField(max_length=1)
        barrier_no = CharField(max_length=3)
        direction = CharField(max_length=1)
        passed_at = TextField(index=True)
        front_photo = CharField(max_length=64)
        body_photo = CharField(max_length=64)
        plate_photo = CharField(max_length=64)
        plate_no = CharField(max_length=10)
        plate_colour = CharField(max_length=1)
        vehicle_type = CharField(max_length=3)
        vin = CharField(max_length=17)
        registration_date = CharField(max_length=10)
        vehicle_model = CharField(max_length=100)
        engine_model = CharField(max_length=32)
        engine_maker = CharField(max_length=64)
        engine_no = CharField(max_length=32)
        fuel_type = CharField(max_length=1)
        emission_stage = CharField(max_length=1)
        use_nature = CharField(max_length=1)
        network_status = CharField(max_length=1)
        emission_list_image = CharField(max_length=64)
        licence_front_image = CharField(max_length=64)
        licence_back_image = CharField(max_length=64)
        cargo_name = CharField(max_length=32)
        cargo_quantity = DecimalField(decimal_places=3)
        quantity_unit = CharField(max_length=1)
        carrier_name = CharField(max_length=64)
        verdict = CharField(max_length=8)
        reasons = TextField()
        opening_mode = CharField(max_length=1)
        rules_version = IntegerField()
        decided_offline = BooleanField()
        recorded_late = BooleanField()
        confidence = FloatField()
        looks = IntegerField()
        look_alike = CharField(max_length=10)
        evidence_problem = TextField()
        watcher = CharField(max_length=64)
        fence = IntegerField()
        pairs_with_id = IntegerField(null=True)

        class Meta:
            database = db
            table_name = "passage"
            indexes = (
                (("plate_no", "plate_colour", "passed_at"), False),
                (("gate_no", "passed_at"), False),
                (("lane_id", "passed_at"), False),
                (("verdict", "passed_at"), False),
                (("emission_stage", "passed_at"), False),
                (("pairs_with_id",), False),
            )

    db.create_tables([Passage])

    class Outcome(Model):
        entry = ForeignKeyField(Entry, unique=True, on_delete="RESTRICT")
        passage = ForeignKeyField(Passage, on_delete="RESTRICT")
        at = TextField()
        result = CharField(max_length=24)
        position = CharField(max_length=8)
        by = CharField(max_length=64)
        detail = TextField()

        class Meta:
            database = db
            table_name = "outcome"

    db.create_tables([Outcome])

    class RuleSet(Model):
        minimum_stage = CharField(max_length=1, default="5")
        let_out = BooleanField(default=True)
        created_at = TextField()
        created_by = CharField(max_length=64)

        class Meta:
            database = db
            table_name = "rule_set"

    db.create_tables([RuleSet])

    class Upload(Model):
        passage = ForeignKeyField(Passage, unique=True, on_delete="RESTRICT")
        state = CharField(index=True, max_length=12)
        attempts = IntegerField(default=0)
        next_at = TextField()
        message = TextField(default="")
        reference = CharField(max_length=64, default="")
        acknowledged_at = TextField(null=True)

        class Meta:
            database = db
            table_name = "upload"

    db.create_tables([Upload])

    class User(Model):
        username = CharField(unique=True, max_length=64)
        display_name = CharField(max_length=64)
        role = CharField(max_length=12)
        password_hash = CharField()
        language = CharField(max_length=8, default="zh")
        active = BooleanField(default=True)
        created_at = TextField()

        class Meta:
            database = db
            table_name = "user"

    db.create_tables([User])

    class Vehicle(Model):
        plate_no = CharField(index=True, max_length=10)
        plate_colour = CharField(max_length=1)
        vehicle_type = CharField(max_length=3, default="")
        vin = CharField(max_length=17, default="")
        registration_date = DateField(null=True)
        vehicle_model = CharField(max_length=100, default="")
        engine_model = CharField(max_length=32, default="")
        engine_maker = CharField(max_length=64, default="")
        engine_no = CharField(max_length=32, default="")
        fuel_type = CharField(max_length=1, default="")
        emission_stage = CharField(max_length=1, default="")
        use_nature = CharField(max_length=1, default="")
        network_status = CharField(max_length=1, default="")
        emission_list_image = CharField(max_length=64, default="")
        licence_front_image = CharField(max_length=64, default="")
        licence_back_image = CharField(max_length=64, default="")
        cargo_name = CharField(max_length=32, default="")
        cargo_quantity = DecimalField(decimal_places=3, default=0)
        quantity_unit = CharField(max_length=1, default="T")
        carrier_name = CharField(max_length=64, default="")
        status = CharField(max_length=10, default="draft")
        valid_from = DateField(null=True)
        valid_to = DateField(null=True)
        note = TextField(default="")
        changed_at = TextField()
        changed_by = CharField(max_length=64)
        changed_seq = BigIntegerField(index=True)

        class Meta:
            database = db
            table_name = "vehicle"
            indexes = ((("plate_no", "plate_colour"), True),)

    db.create_tables([Vehicle])


def down(migrator, db):
    migrator.migrate(migrator.drop_table("vehicle"))
    migrator.migrate(migrator.drop_table("user"))
    migrator.migrate(migrator.drop_table("upload"))
    migrator.migrate(migrator.drop_table("rule_set"))
    migrator.migrate(migrator.drop_table("outcome"))
    migrator.migrate(migrator.drop_table("passage"))
    migrator.migrate(migrator.drop_table("exceedance"))
    migrator.migrate(migrator.drop_table("entry"))
    migrator.migrate(migrator.drop_table("device"))
    migrator.migrate(migrator.drop_table("lane"))
    migrator.migrate(migrator.drop_table("gate"))
