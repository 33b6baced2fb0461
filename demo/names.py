"""Words from which people, organisations and places are put together; none is anybody's."""


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


FIRST_NAMES = _words(
    "Agnes Alun Amina Anil Ayesha Beatrix Boris Bronwen Callum Carys Chidi Chloë Clement Delia "
    "Dominic Edith Emeka Esme Farah Fergus Flora Gareth Gita Greta Hamish Harriet Hugo Imogen Iona "
    "Ivor Jasmine Joss Kamala Keir Kwame Leila Lionel Lorna Magnus Mei Meredith Milo Nadia Ngozi "
    "Nils Oona Orla Percy Petra Quentin Rafiq Renée Rhys Rosalind Rupert Sanjay Seán Siân Tamsin "
    "Theo Ursula Vikram Wanda Wilfred Yasmin Yusuf Zadie Zoë"
)
SURNAMES = _words(
    "Adder Alder Anchor Applewhite Ashdown Aspenall Badgerly Barleycorn Birchwood Bracken Bramble "
    "Brindle Briarwood Candlewick Chalke Cinderford Coppice Cornflower Dapple Dovecote Duskin "
    "Eddy Elderflower Fennimore Fernley Finchley-Moss Flint Foxglove Furrow Gableworth Gorse "
    "Greengage Hartwell Hawthorne-Lea Heatherby Hollybush Honeycomb Ivywood Juniper Kestrelle "
    "Kingcup Ladle Lapwing Larkin-Reed Linnet Lovage Mallow Marigold Meadowsweet Medlar "
    "Merriweather Mistlethwaite Nettleship Oakapple O'Bramley O'Larch Orchardson Osier Partridge "
    "Pebble Pipit Plumtree Quince Rookwood Rowanberry Saltmarsh Sandpiper Seagrave Skylark Sorrel "
    "Sparrowhawk Speedwell Spindle Starling Sycamore Tansy Teasel Thistlewood Thrush Tidewater "
    "Umberley Vetch Waxwing Weatherby Whimbrel Willowherb Windrush Wren Yarrow Yewtree"
)
JOBS = (
    "Director", "Office manager", "Head of Service", "Owner", "Training officer", "Secretary",
    "Treasurer", "Operations manager", "Customer service lead", "Partner", "HR adviser",
    "Membership officer", "Chief executive", "Contact centre manager", "Volunteer", "",
)  # fmt: skip
TRADES = (
    "Joinery", "Catering", "Foundry", "Logistics", "Books", "Joiners", "Bakery", "Surveyors",
    "Print Works", "Cycles", "Design", "Gardens", "Training", "Glass", "Textiles", "Accounts",
)  # fmt: skip
TOWNS = (
    "Ambersall", "Brackenport", "Coldhaven", "Dunmarrow", "Eastwold", "Fallowmere", "Glimmerford",
    "Harrowby Sands", "Inchwater", "Kittlesea", "Long Tarrow", "Marl-on-Sea", "Nethercombe",
    "Otterwick", "Pennyhithe", "Quillbridge", "Ravensholt", "Sallowfield", "Thornmouth",
    "Upper Dray",
)  # fmt: skip
STREETS = tuple(
    f"{name} {kind}"
    for kind in ("Street", "Lane", "Road", "Row")
    for name in ("Acorn", "Bellfounder", "Chandler", "Drovers", "Ferry", "Gasworks", "Hopyard",
                 "Kiln", "Lantern", "Millrace", "Navigation", "Old Post", "Pinfold", "Ropewalk",
                 "Saddlers", "Tollgate", "Weavers", "Wherry")
)  # fmt: skip
NOTES = (
    'Prefers "mornings, never Fridays"',
    "Met at the October dinner,\nasked about the awards",
    "Assistant is Pat, speak slowly; hard of hearing",
    'Says "we are a small team", works part-time, term only',
    "Card returned: gone away?\r\nTo be checked",
    "Paid by cheque, wants a receipt",
    "Spoke at Service Week 2024",
    "Moved office in spring, see new address",
    "VAT query; passed to accounts",
    "Chair of the regional group, 2023–2025",
)
RUN_BY_A_SPREADSHEET = (
    '=HYPERLINK("https://prizes.example/claim","Claim your prize")',
    "=1+1",
    "@SUM(A1:A9)",
    "-2+3",
    "+vip+",
)
