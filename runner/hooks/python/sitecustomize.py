# Lets an interpreter that was started ahead wait for its program, and leaves no trace of itself.
def wait():
    import os, sys

    go = os.environ.pop("TANDEM_GO", None)
    os.environ.pop("PYTHONPATH", None)
    here = os.path.dirname(__file__)
    sys.path[:] = [path for path in sys.path if path != here]
    if go is None:
        return
    told = b""
    while chunk := os.read(int(go), 16):
        told += chunk
    os.close(int(go))
    if told != b"g":
        os._exit(0)  # nobody wants it any more


wait()
# Who imports this goes on as if there were none: a program may have a module of this name.
raise ImportError(name="sitecustomize")
