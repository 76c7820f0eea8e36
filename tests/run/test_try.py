import resource, os, sys, json, time
from tests.run import palimpsest as p
from jobs import cli


def meas(args, patch):
    if patch:
        import multiprocessing.forkserver as f

        f._forkserver.ensure_running = lambda: None
    a = time.process_time()
    try:
        cli.main(args)
    finally:
        s = resource.getrusage(resource.RUSAGE_SELF)
        c = resource.getrusage(resource.RUSAGE_CHILDREN)
        sys.stderr.write(f"self {s.ru_utime + s.ru_stime:.2f} proc {time.process_time() - a:.2f} children {c.ru_utime + c.ru_stime:.2f}\n")


def test_try(desk, newspaper):
    for patch in (False, False, True, True):
        r = p.Running(desk.folder, {}, meas, ["crawl", "--json", newspaper.url("/story/harbour")], patch)
        d = r.wait()
        print(patch, d.status, d.err)
    assert 0
