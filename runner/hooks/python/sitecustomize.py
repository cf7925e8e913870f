# Lets an interpreter that was started ahead wait for its program, and leaves no trace of itself.
def wait():
    import os, sys

    go = os.environ.pop("TANDEM_GO", None)
    os.environ.pop("PYTHONPATH", None)
    here = os.path.dirname(__file__)
    sys.path[:] = [path for path in sys.path if path != here]
    if go is None:
        return
    is_wanted = os.read(int(go), 1)
    os.close(int(go))
    if not is_wanted:
        os._exit(0)


wait()
# Who imports this goes on as if there were none: a program may have a module of this name.
raise ImportError(name="sitecustomize")
