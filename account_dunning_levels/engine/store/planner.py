"""How PostgreSQL goes about large statements."""


def without_jit(env):
    """Do not compile statements to machine code for the rest of the transaction.

    Reports and proposals read a hundred thousand rows with a hundred expressions: compiling these
    takes longer (0.2 s and more) than it saves, and PostgreSQL does so from a certain cost on.
    """
    if not env.cr.cache.get("dunning_without_jit"):
        env.cr.execute("SELECT set_config('jit', 'off', TRUE)")
        env.cr.cache["dunning_without_jit"] = True
