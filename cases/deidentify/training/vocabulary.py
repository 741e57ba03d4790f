"""Words from which invented values are made: months, institutions, diseases, drugs, eponyms, locales of names."""

from __future__ import annotations

import unicodedata
from typing import Final


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


def _without_accents(word: str) -> str:
    return unicodedata.normalize("NFKD", word).encode("ascii", "ignore").decode()


LOCALES: Final = {
    "en": (
        "en_US",
        "en_US",
        "en_US",
        "en_GB",
        "en_IN",
        "en_CA",
        "en_AU",
        "es_MX",
        "fr_FR",
        "de_DE",
        "it_IT",
        "pl_PL",
        "pt_BR",
        "nl_NL",
        "sv_SE",
        "vi_VN",
        "tr_TR",
        "fi_FI",
        "en_NG",
        "ro_RO",
    ),
    "es": ("es_ES", "es_ES", "es_ES", "es_MX", "es_CO", "es_AR", "es_CL", "pt_PT", "it_IT", "ro_RO", "fr_FR", "en_US"),
}
# Names that are not people: written with accents in Spanish, mostly without in English.
_EPONYMS: Final = _words(
    """Alzheimer Parkinson Crohn Hodgkin Graves Hashimoto Addison Cushing Marfan Wilson Kawasaki Behçet
    Sjögren Raynaud Ménière Murphy Babinski Tinel Phalen Mantoux Glasgow Barthel Fuhrman Gleason Child-Pugh
    Wells Apgar Norton Trousseau Virchow Kaposi Ewing Burkitt Barrett Dupuytren Peyronie Fournier Chagas Down
    Turner Klinefelter Ehlers-Danlos Guillain-Barré Stevens-Johnson Budd-Chiari Takayasu Still Paget Perthes
    Whipple Duke Romberg Homans Kernig"""
)
_EPONYMS_EN: Final = _words(
    """Charcot Huntington Framingham Bell Bartter Gaucher Fabry Pott Ranson Hamilton Mayo Chaddock McBurney
    Brugada Lynch Gilbert Castleman Hunter Tourette Rett Russell Jones Light Ross Hartmann Allen Thompson
    Williams Conn Weber Gordon"""
)
_EPONYMS_ES: Final = _words(
    """Blumberg Lasègue Rovsing Charcot-Marie-Tooth Wegener Horton Reiter Zollinger-Ellison Jackson Brudzinski
    Lhermitte Cullen Grey-Turner Courvoisier Hoffmann Schober Lachman"""
)
EPONYMS: Final = {
    "en": (*map(_without_accents, _EPONYMS), *_EPONYMS_EN),
    "es": (*_EPONYMS, *_EPONYMS_ES),
}
DRUGS = [
    "metformin",
    "lisinopril",
    "atorvastatin",
    "warfarin",
    "apixaban",
    "Eliquis",
    "Lantus",
    "prednisone",
    "methotrexate",
    "adalimumab",
    "Humira",
    "rituximab",
    "amoxicillin",
    "vancomycin",
    "levetiracetam",
    "Keppra",
    "sertraline",
    "Zoloft",
    "tamoxifen",
    "Gleevec",
    "imatinib",
    "losartan",
    "amlodipine",
    "omeprazole",
    "Plavix",
    "clopidogrel",
    "Xarelto",
    "insulin",
    "albuterol",
    "furosemide",
]
DRUGS_ES = [
    "metformina",
    "lisinopril",
    "atorvastatina",
    "acenocumarol",
    "Sintrom",
    "apixaban",
    "prednisona",
    "metotrexato",
    "adalimumab",
    "Humira",
    "rituximab",
    "amoxicilina",
    "vancomicina",
    "levetiracetam",
    "sertralina",
    "tamoxifeno",
    "omeprazol",
    "Adiro",
    "clopidogrel",
    "insulina",
    "salbutamol",
    "furosemida",
    "Nolotil",
    "paracetamol",
]
DISEASES = [
    "hypertension",
    "type 2 diabetes",
    "COPD",
    "atrial fibrillation",
    "breast cancer",
    "multiple sclerosis",
    "Crohn's disease",
    "Parkinson's disease",
    "lupus",
    "asthma",
    "chronic kidney disease",
    "MS",
    "CHF",
    "rheumatoid arthritis",
    "Graves disease",
    "acute pancreatitis",
    "sickle cell disease",
    "Hodgkin lymphoma",
]
DISEASES_ES = [
    "hipertensión",
    "diabetes tipo 2",
    "EPOC",
    "fibrilación auricular",
    "cáncer de mama",
    "esclerosis múltiple",
    "enfermedad de Crohn",
    "enfermedad de Parkinson",
    "lupus",
    "asma",
    "insuficiencia renal",
    "artritis reumatoide",
    "pancreatitis aguda",
    "ictus",
    "linfoma de Hodgkin",
]
MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
MONTHS_ES = [
    "enero",
    "febrero",
    "marzo",
    "abril",
    "mayo",
    "junio",
    "julio",
    "agosto",
    "septiembre",
    "octubre",
    "noviembre",
    "diciembre",
]
DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
DAYS_ES = ["lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"]
ORDINALS = [
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
    "fifteenth",
    "twentieth",
    "twenty-first",
    "thirtieth",
]
SITE_HEADS = [
    "Hospital",
    "Medical Center",
    "Clinic",
    "Regional Hospital",
    "General Hospital",
    "Memorial Hospital",
    "Health",
    "Cancer Center",
    "Children's Hospital",
    "Heart Institute",
    "Community Hospital",
    "Health System",
    "Nursing Home",
    "Rehabilitation Center",
    "High School",
    "Hospice",
    "Infirmary",
    "Oncology Center",
    "Medical Group",
]
SITES_BARE = [
    "Bellevue",
    "Beth Israel",
    "Cedar Ridge",
    "Barnes-Jewish",
    "Northwell",
    "Kaiser",
    "Kaiser Permanente",
    "UCSF",
    "UCLA",
    "NYU Langone",
    "MGH",
    "Brigham and Women's",
    "Mount Carmel",
    "Mass General",
    "Lahey",
    "Geisinger",
    "Duke",
    "Vanderbilt",
    "Emory",
    "Stanford",
    "Mt. Zion",
    "Sutter",
    "Baylor",
    "Good Samaritan",
    "Sacred Heart",
    "Providence",
    "Mercy",
    "Johns Hopkins",
    "Mayo",
    "Methodist",
    "Cleveland",
    "Ochsner",
    "Intermountain",
    "Guy's",
    "Addenbrooke's",
    "the Royal Free",
    "St Thomas'",
    "Tufts",
    "Yale",
    "Columbia Presbyterian",
    "MD Anderson",
    "Sloan Kettering",
    "Dana-Farber",
]
SITE_HEADS_ES = [
    "Hospital",
    "Hospital Universitario",
    "Clínica",
    "Centro de Salud",
    "Hospital General de",
    "Hospital Comarcal de",
    "Complejo Hospitalario de",
    "Residencia",
    "Colegio",
    "Instituto",
    "Hospital Virgen de",
    "Hospital San",
    "Centro Médico",
    "Ambulatorio de",
]
