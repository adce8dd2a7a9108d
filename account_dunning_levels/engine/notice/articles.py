"""How a lawyer cites what the law's figures rest on, in the language of the reader."""


def article_words(env, article):
    """The article of a :class:`rules.law.profiles.Profile` as it is cited; others as they are.

    :param str article: as it is kept with a letter
    """
    return _words(env).get(article, article)


def _words(env):
    return {
        "CEL art. XIX.2": env._("CEL art. XIX.2"),
        "CEL art. XIX.4, 1°": env._("CEL art. XIX.4, 1°"),
        "CEL art. XIX.4, 2°": env._("CEL art. XIX.4, 2°"),
        "Law of 2 August 2002 art. 5": env._("Law of 2 August 2002 art. 5"),
        "Law of 2 August 2002 art. 6": env._("Law of 2 August 2002 art. 6"),
        "BW 6:96 par. 4, Besluit BIK art. 2": env._("BW 6:96 par. 4, Besluit BIK art. 2"),
        "BW 6:96 par. 5, Besluit BIK art. 2": env._("BW 6:96 par. 5, Besluit BIK art. 2"),
        "BW 6:96 par. 6": env._("BW 6:96 par. 6"),
        "BW 6:119": env._("BW 6:119"),
        "BW 6:119a": env._("BW 6:119a"),
        "BGB 280, 286; BGH VIII ZR 95/18": env._("BGB 280, 286; BGH VIII ZR 95/18"),
        "BGB 288 par. 1": env._("BGB 288 par. 1"),
        "BGB 288 par. 2": env._("BGB 288 par. 2"),
        "BGB 288 par. 5": env._("BGB 288 par. 5"),
        "CPCE art. L111-8": env._("CPCE art. L111-8"),
        "Code civil art. 1231-6": env._("Code civil art. 1231-6"),
        "Code de commerce art. D441-5": env._("Code de commerce art. D441-5"),
        "Code de commerce art. L441-10 II": env._("Code de commerce art. L441-10 II"),
        "Code de la commande publique art. D2192-35": env._(
            "Code de la commande publique art. D2192-35"
        ),
        "Code de la commande publique art. R2192-31": env._(
            "Code de la commande publique art. R2192-31"
        ),
        "Law of 18 April 2004 art. 3": env._("Law of 18 April 2004 art. 3"),
        "Law of 18 April 2004 art. 5": env._("Law of 18 April 2004 art. 5"),
        "Law of 18 April 2004 art. 12 to 14": env._("Law of 18 April 2004 art. 12 to 14"),
    }
