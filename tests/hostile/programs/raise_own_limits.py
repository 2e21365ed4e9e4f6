# tries: to raise its own limits
# expects: exception
# weak: ok, exception
# leaks: where the judge is root it can raise its own limits
import resource

resource.setrlimit(resource.RLIMIT_AS, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
resource.setrlimit(resource.RLIMIT_CPU, (600, 600))
