"""What the demo ledger consists of: invented customers and their open items, as plain data.

All days count back from the company's today, so that the ledger looks the same on any day. The
comment behind an item says what a run of today does with it, by the standard sheets (*All
customers* from 3, 17 and 31 days late, *Key accounts* from 10, 24 and 45) and the one of
:data:`PUBLIC_LEVELS` (10, 25 and 40), 14 days between two reminders and 5 days of grace; those of
consumers from 3 and 31 days late, as the law on them allows.
"""

from dataclasses import dataclass

#: days ago of the runs that the demo really makes and sends before today
FIRST_RUN = 20
SECOND_RUN = 6

#: options of the company, where they differ from the defaults
OPTIONS = {
    "dunning_min_interval_days": 14,
    "dunning_max_level": 3,
    "dunning_min_amount": 10.0,
    "dunning_grace_days": 5,
    "dunning_pdf_folder": "Reminders",
}

#: key -> (price, name in English, Dutch, French, German)
PRODUCTS = {
    "chair": (
        389.0,
        "Office chair Ergo 400",
        "Bureaustoel Ergo 400",
        "Chaise de bureau Ergo 400",
        "Bürostuhl Ergo 400",
    ),
    "desk": (
        1249.0,
        "Sit-stand desk 160 x 80 cm, oak top, electrically height-adjustable, with cable tray, "
        "two drawers on the left-hand side and a screen of recycled felt",
        "Zit-stabureau 160 x 80 cm, eiken blad, elektrisch in hoogte verstelbaar, met kabelgoot, "
        "twee laden links en een scherm van gerecycleerd vilt",
        "Bureau assis-debout 160 x 80 cm, plateau en chêne, réglable électriquement en hauteur, "
        "avec goulotte, deux tiroirs à gauche et un écran en feutre recyclé",
        "Steh-Sitz-Schreibtisch 160 x 80 cm, Platte aus Eiche, elektrisch höhenverstellbar, mit "
        "Kabelwanne, zwei Schubladen links und einer Trennwand aus recyceltem Filz",
    ),
    "cabinet": (
        642.5,
        "Filing cabinet, 4 drawers",
        "Dossierkast met 4 laden",
        "Armoire à dossiers, 4 tiroirs",
        "Aktenschrank mit 4 Schubladen",
    ),
    "lamp": (
        94.9,
        "Desk lamp LED",
        "Bureaulamp led",
        "Lampe de bureau LED",
        "Schreibtischlampe LED",
    ),
    "hour": (
        68.0,
        "Installation, per hour",
        "Plaatsing, per uur",
        "Montage, par heure",
        "Montage, pro Stunde",
    ),
    "parts": (
        3.7,
        "Castors and small parts",
        "Wieltjes en kleine onderdelen",
        "Roulettes et petites pièces",
        "Rollen und Kleinteile",
    ),
}

#: the sheet for the public sector: (days late, channel, fine, interest % a month, active)
PUBLIC_LEVELS = (
    (10, "email", 0.0, 0.0, True),
    (25, "email", 40.0, 0.8, True),
    (40, "both", 40.0, 0.8, True),
    (60, "print", 40.0, 0.8, False),
    (90, "print", 40.0, 0.8, False),
)


@dataclass(frozen=True, slots=True)
class Bill:
    """An invoice, or another document that leaves an open item.

    :ivar age: days since its date
    :ivar term: days from its date to its due date
    :ivar lines: (product, quantity) pairs
    :ivar kind: ``invoice``, ``refund``, ``payment`` (not allocated) or ``opening`` (balance
        taken over); the last two have an ``amount`` instead of lines
    :ivar level: level reached in the system used before, and ``reminded`` days ago
    :ivar paid: share of the invoice that was paid, 8 days ago
    :ivar settled: days ago it was paid in full; 0 = it is open
    :ivar hold: days from today to the last day of a hold, ``held`` its kind; a negative number
        is a promise that was not kept
    :ivar plan: days from today to each instalment of a payment plan
    """

    age: int
    term: int = 30
    lines: tuple = ()
    kind: str = "invoice"
    amount: float = 0.0
    currency: str = ""
    level: int = 0
    reminded: int = 0
    paid: float = 0.0
    settled: int = 0
    hold: int = 0
    held: str = "blocked"
    plan: tuple = ()
    reason: str = ""
    no_followup: bool = False
    instalments: bool = False


@dataclass(frozen=True, slots=True)
class Contact:
    """A contact below a customer; ``values`` are fields of ``res.partner``."""

    name: str
    email: str
    values: tuple


@dataclass(frozen=True, slots=True)
class DemoCustomer:
    """A customer and its open items.

    :ivar address: street, postal code, town, country code
    :ivar language: ``nl``, ``fr``, ``de`` or ``en``
    :ivar categories: dunning categories in their order, ``key``, ``public`` or ``consumer``
    :ivar history: ``FIRST_RUN`` or ``SECOND_RUN``: reminded by the demo's own run of that day
    :ivar hold: days from today to the last day of a hold on the whole customer
    """

    name: str
    address: tuple
    language: str
    email: str
    bills: tuple
    contacts: tuple = ()
    categories: tuple = ()
    values: tuple = ()
    history: int = 0
    hold: int = 0
    reason: str = ""


CUSTOMERS = (
    DemoCustomer(
        "Bakkerij De Korenbloem BV",
        ("Molenaarsstraat 14", "9000", "Gent", "BE"),
        "nl",
        "boekhouding@korenbloem.example.com",
        (
            Bill(40, lines=(("chair", 4), ("hour", 2))),  # level 1
            Bill(36, lines=(("lamp", 6),)),  # level 1
            Bill(32, lines=(("cabinet", 1),)),  # too_young: 2 days late
            Bill(12, lines=(("desk", 1),)),  # not_due
            Bill(3, lines=(("parts", 12),)),  # not_due
        ),
    ),
    DemoCustomer(
        "Brasserie du Vieux Marché SRL",
        ("Rue des Brasseurs 27", "5000", "Namur", "BE"),
        "fr",
        "comptabilite@vieuxmarche.example.com",
        (
            # level 2: a promise was not kept
            Bill(60, lines=(("chair", 12),), hold=-4, held="promise", reason="By phone"),
            Bill(55, lines=(("desk", 2), ("hour", 3)), paid=0.4),  # level 2, partly paid
            Bill(38, lines=(("lamp", 8),)),  # level 1
            Bill(15, kind="refund", lines=(("chair", 1),)),  # credit note
            Bill(4, lines=(("hour", 4),)),  # not_due
        ),
        history=FIRST_RUN,
    ),
    DemoCustomer(
        "Müller & Söhne Maschinenbau GmbH",
        ("Industriestraße 118", "50735", "Köln", "DE"),
        "de",
        "buchhaltung@mueller-soehne.example.com",
        (
            Bill(130, 14, (("cabinet", 3),), level=3, reminded=40),  # exhausted
            Bill(95, 14, (("desk", 6), ("hour", 12)), level=2, reminded=25),  # level 3
            Bill(90, 14, (("chair", 6),), level=2, reminded=25),  # level 3
            Bill(30, 14, (("lamp", 10),)),  # level 1, on the same letter
            Bill(10, 14, (("parts", 40),)),  # not_due
        ),
    ),
    DemoCustomer(
        "Pemberton & Hargreaves Ltd",
        ("12 Micklegate Row", "YO1 6JX", "York", "GB"),
        "en",
        "accounts@pemberton-hargreaves.example.com",
        (
            Bill(
                50,
                lines=(("desk", 1),),
                hold=14,
                held="disputed",
                reason="Desk damaged: credit note follows",
            ),
            Bill(48, lines=(("hour", 5),), no_followup=True),  # blocked, as the one above
            Bill(45, lines=(("cabinet", 2), ("hour", 1))),  # level 1
            Bill(20, lines=(("chair", 2),)),  # not_due
            Bill(4, 0, (("parts", 30),)),  # grace: due at once, 4 days ago
        ),
    ),
    DemoCustomer(
        "Whitby Marine Supplies Ltd",
        ("3 Harbour Lane", "YO21 3PU", "Whitby", "GB"),
        "en",
        "ledger@whitby-marine.example.com",
        (
            Bill(70, lines=(("desk", 3),), currency="other", level=1, reminded=25),  # level 2
            Bill(50, lines=(("chair", 3),), currency="other"),  # level 1
            Bill(44, lines=(("lamp", 2),)),  # level 1, a letter of its own
            Bill(8, lines=(("cabinet", 1),), currency="other"),  # not_due
        ),
    ),
    DemoCustomer(
        "Van den Broeck Logistics NV",
        ("Noorderlaan 402", "2030", "Antwerpen", "BE"),
        "nl",
        "info@vandenbroeck.example.com",
        (
            Bill(65, lines=(("desk", 8), ("hour", 16))),  # level 2: a phone call
            Bill(60, lines=(("chair", 16),)),  # level 2
            Bill(45, lines=(("cabinet", 4),)),  # level 1
            Bill(35, lines=(("lamp", 20),)),  # too_young for a key account
            Bill(15, lines=(("hour", 6),)),  # not_due
        ),
        contacts=(
            Contact(
                "Dienst crediteuren",
                "crediteuren@vandenbroeck.example.com",
                (("type", "invoice"), ("street", "Postbus 77"), ("zip", "2000")),
            ),
        ),
        categories=("key",),
        history=FIRST_RUN,
    ),
    DemoCustomer(
        "Gemeente Landerode",
        ("Dorpsplein 1", "9800", "Deinze", "BE"),
        "nl",
        "financien@landerode.example.com",
        (
            Bill(75, lines=(("desk", 4),), level=1, reminded=25),  # level 2: fine, interest
            Bill(60, lines=(("cabinet", 2),), level=1, reminded=25),  # level 2
            Bill(42, lines=(("chair", 5),)),  # level 1
            Bill(35, lines=(("hour", 3),)),  # too_young
        ),
        categories=("public",),
    ),
    DemoCustomer(
        "Intercommunale Denderkant",
        ("Stationsplein 22", "9300", "Aalst", "BE"),
        "nl",
        "leveranciers@denderkant.example.com",
        (
            Bill(90, lines=(("desk", 10), ("hour", 24)), level=2, reminded=30),  # level 3
            Bill(62, lines=(("chair", 10),), level=1, reminded=18),  # level 2
            Bill(40, lines=(("lamp", 10),)),  # level 1
        ),
        categories=("public", "key"),
    ),
    DemoCustomer(
        "Hôtel Les Tilleuls SARL",
        ("41 rue de la Monnaie", "59800", "Lille", "FR"),
        "fr",
        "",  # no e-mail address: printed
        (
            Bill(50, lines=(("lamp", 24),)),  # level 1
            Bill(46, lines=(("chair", 8),)),  # level 1
            Bill(85, lines=(("desk", 3),), plan=(5, 35, 65), reason="Renovation"),  # blocked
            Bill(20, lines=(("hour", 2),)),  # not_due
        ),
    ),
    DemoCustomer(
        "Installatietechniek De Wit VOF",
        ("Ginnekenweg 310", "4835 NK", "Breda", "NL"),
        "nl",
        "administratie(at)dewit.example.com",  # malformed: printed
        (
            Bill(65, lines=(("cabinet", 1), ("lamp", 4))),  # level 2
            Bill(41, lines=(("chair", 2),)),  # level 1
        ),
        history=FIRST_RUN,
    ),
    DemoCustomer(
        "Autohaus Rheinblick KG",
        ("Rheinallee 55", "53173", "Bonn", "DE"),
        "de",
        "verwaltung@rheinblick.example.com",
        (
            Bill(70, lines=(("desk", 5), ("hour", 8)), instalments=True),  # level 1, 1, not_due
            Bill(33, lines=(("lamp", 3),)),  # level 1: 3 days late, the boundary
        ),
        values=(("dunning_send_email", False),),  # wants its letters by post
    ),
    DemoCustomer(
        "Drukkerij Ter Leie BV",
        ("Doorniksewijk 88", "8500", "Kortrijk", "BE"),
        "nl",
        "directie@terleie.example.com",
        (
            Bill(52, lines=(("desk", 1), ("chair", 1))),  # blocked with the customer
            Bill(44, lines=(("hour", 6),)),  # blocked
            Bill(12, lines=(("lamp", 2),)),  # not_due
        ),
        hold=10,
        reason="Promised by phone to pay everything next week",
    ),
    DemoCustomer(
        "Garage Dumont SA",
        ("Chaussée de Bruxelles 201", "6020", "Charleroi", "BE"),
        "fr",
        "garage@dumont.example.com",
        (
            Bill(66, lines=(("chair", 3),)),  # blocked: no reminders for this customer
            Bill(47, lines=(("hour", 3),)),  # blocked
        ),
        values=(("dunning_enabled", False),),
    ),
    DemoCustomer(
        "Boekhandel Het Zoute Woord",
        ("Kapellestraat 9", "8400", "Oostende", "BE"),
        "nl",
        "winkel@zoutewoord.example.com",
        (Bill(45, lines=(("parts", 2),)),),  # below_minimum: 8.95 with VAT
    ),
    DemoCustomer(
        "Peintures Lambert SRL",
        ("Quai des Salines 4", "7500", "Tournai", "BE"),
        "fr",
        "bureau@lambert.example.com",
        (
            Bill(48, lines=(("lamp", 1),)),  # in_credit
            Bill(30, kind="refund", lines=(("cabinet", 1),)),
        ),
    ),
    DemoCustomer(
        "Kwekerij Groenhof BV",
        ("Zwartewaterallee 17", "8031 DX", "Zwolle", "NL"),
        "nl",
        "info@groenhof.example.com",
        (
            Bill(58, lines=(("cabinet", 2),)),  # level 2
            Bill(48, kind="opening", amount=412.5),  # level 1: not an invoice
            Bill(43, lines=(("lamp", 5),)),  # level 1
            Bill(5, kind="payment", amount=150.0),  # credit
        ),
        contacts=(
            Contact(
                "Ilse Kramer",
                "ilse.kramer@groenhof.example.com",
                (("type", "contact"), ("dunning_recipient", True), ("function", "Controller")),
            ),
        ),
        history=FIRST_RUN,
    ),
    DemoCustomer(
        "Café « Chez Ginette » & Fils <Liège> SRL",
        ("Rue Hors-Château 63", "4000", "Liège", "BE"),
        "fr",
        "ginette@chezginette.example.com",
        (
            Bill(68, lines=(("chair", 6), ("hour", 2))),  # too_soon
            Bill(37, lines=(("lamp", 4),)),  # level 1
        ),
        history=SECOND_RUN,
    ),
    DemoCustomer(
        "Lotte Peeters",
        ("Coupure Links 233", "9000", "Gent", "BE"),
        "nl",
        "lotte.peeters@mail.example.com",
        # level 2: the time to pay free of charge is over; lump sum and interest by law
        (Bill(65, lines=(("chair", 1), ("lamp", 1))),),
        categories=("consumer",),
        values=(("is_company", False),),
        history=FIRST_RUN,
    ),
    DemoCustomer(
        "Élodie Marchand",
        ("Rue de la Halle 18", "7000", "Mons", "BE"),
        "fr",
        "elodie.marchand@mail.example.com",
        (Bill(40, lines=(("cabinet", 1), ("hour", 1))),),  # level 1, free of charge by law
        categories=("consumer",),
        values=(("is_company", False),),
    ),
)

#: country -> telephone numbers that nobody has, for the number of the customer
PHONES = {
    "BE": "+32 9 555 02 {:02d}",
    "NL": "+31 20 555 02 {:02d}",
    "DE": "+49 30 555 02 {:02d}",
    "FR": "+33 1 99 00 02 {:02d}",
    "GB": "+44 1632 9602{:02d}",
}

#: name of the customer -> its invoices of the last year that were paid, so that it has a payment
#: behaviour: (days since the invoice, days ago paid, lines); all were due after 30 days
PAID = {
    "Bakkerij De Korenbloem BV": (
        (310, 274, (("chair", 2),)),
        (240, 203, (("lamp", 5),)),
        (170, 131, (("desk", 1),)),
        (100, 62, (("chair", 1), ("hour", 2))),
    ),
    "Brasserie du Vieux Marché SRL": (
        (300, 246, (("desk", 1),)),
        (225, 168, (("chair", 5),)),
        (150, 92, (("hour", 10),)),
        (72, 9, (("chair", 3),)),  # reminded, then paid
    ),
    "Müller & Söhne Maschinenbau GmbH": (
        (320, 262, (("desk", 2),)),
        (250, 180, (("cabinet", 2),)),
        (180, 96, (("chair", 4),)),
    ),
    "Pemberton & Hargreaves Ltd": (
        (290, 262, (("lamp", 12),)),
        (200, 172, (("desk", 2),)),
        (110, 79, (("hour", 6),)),
    ),
    "Van den Broeck Logistics NV": (
        (330, 288, (("desk", 6),)),
        (260, 214, (("chair", 10),)),
        (190, 141, (("hour", 30),)),
        (120, 66, (("desk", 4),)),
        (68, 12, (("lamp", 14),)),  # reminded, then paid
    ),
    "Gemeente Landerode": (
        (280, 220, (("chair", 8),)),
        (190, 121, (("desk", 3),)),
        (115, 50, (("cabinet", 2),)),
    ),
    "Installatietechniek De Wit VOF": (
        (240, 203, (("lamp", 3),)),
        (160, 120, (("chair", 2),)),
        (64, 5, (("hour", 7),)),  # reminded, then paid
    ),
    "Autohaus Rheinblick KG": (
        (270, 241, (("desk", 2),)),
        (180, 149, (("chair", 6),)),
        (95, 66, (("lamp", 9),)),
    ),
    "Kwekerij Groenhof BV": (
        (230, 192, (("chair", 3),)),
        (140, 96, (("cabinet", 1),)),
        (66, 15, (("lamp", 7),)),  # reminded, then paid
    ),
    "Peintures Lambert SRL": (
        (150, 101, (("lamp", 2),)),
        (90, 37, (("hour", 3),)),
    ),
}

#: name, country, language, bills: (days since the bill, days to pay, amount without VAT)
VENDORS = (
    ("Houthandel Van Hove NV", "BE", "nl", ((50, 30, 6840.0), (22, 30, 4125.5), (6, 30, 2980.0))),
    ("Transports Leroy SA", "BE", "fr", ((41, 30, 1275.0), (11, 30, 1480.0))),
    ("Stahlmöbel Krüger GmbH", "DE", "de", ((35, 45, 9350.0), (15, 60, 7210.0))),
    ("Kantoorgebouw Afrikalaan BV", "BE", "nl", ((24, 30, 3200.0),)),
)

#: what was said: (customer, days ago, call or note, result, words)
NOTES = (
    ("Van den Broeck Logistics NV", 9, "call", "reached", "Payment run is every second Friday."),
    ("Brasserie du Vieux Marché SRL", 15, "call", "promise", "Pays the chairs within ten days."),
    ("Brasserie du Vieux Marché SRL", 2, "call", "no_answer", "No answer, voice mail."),
    ("Pemberton & Hargreaves Ltd", 6, "call", "dispute", "Desk came damaged; they want a credit."),
    ("Drukkerij Ter Leie BV", 1, "call", "promise", "Mrs Claeys pays everything next week."),
    ("Gemeente Landerode", 3, "note", "", "Purchase order number is missing on their side."),
)

#: on the bank a year ago
OPENING_BALANCE = 18500.0

#: in the branch, which has no sheet yet: (index of the customer, bill)
BRANCH_BILL = (0, Bill(46, lines=(("chair", 1),)))  # no_sheet
