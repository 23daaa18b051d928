"""How long hypothesis may take over the rules of the house."""

from hypothesis import HealthCheck, settings

# A busy machine is no failure: only how many examples, never how long each took.
settings.register_profile(
    "house",
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.load_profile("house")
