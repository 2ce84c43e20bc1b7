"""Property tests here take the time they need: a busy machine is not a failure."""

from hypothesis import HealthCheck, settings

settings.register_profile("steady", deadline=None, suppress_health_check=list(HealthCheck))
settings.load_profile("steady")
