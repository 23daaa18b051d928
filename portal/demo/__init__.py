"""The whole simulated plant behind `flask demo`: its plan, its people and register, and what it adds up to."""
