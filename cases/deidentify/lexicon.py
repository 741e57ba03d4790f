"""Word lists of our own: eponyms and what they stand before, titles, kin words, facility words."""

from __future__ import annotations

from typing import Final


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


EPONYMS: Final = _words(
    """addison addisonian alport alzheimer angelman apgar argyll arnold asherman asperger babinski bacon baker
    barlow barr barrett bartholin bartter basedow behcet behçet bell bence bernard berger binet birt bishop bland
    blalock bowen braden bright broca brown brudzinski bruton budd buerger burkitt caroli castleman chaddock chagas
    charcot chediak cheyne chiari child chvostek cochrane colles conn coombs courvoisier cowden crigler crohn cullen
    cushing dandy danlos darier devic dieulafoy doppler down dravet dressler dubin duchenne duke dupuytren durie
    duroziez eisenmenger ehlers epley epstein erb ewing fabry fallot fanconi felty fitz forrester fournier
    framingham friedreich fuhrman gardner gaucher gehrig geneva gilbert gilles gitelman glasgow gleason glisson
    goldmann goodpasture gottron gowers graves grawitz grey guillain guyon hallux hallpike hamman hansen hartmann
    hartnup hashimoto heberden heimlich henoch hirschsprung hodgkin hoffmann holmes homans horner hunt hunter
    huntington hurler hutchinson jacob jakob janeway johnson jones kallmann kaplan kaposi karnofsky kartagener
    kawasaki kayser kernig killip klinefelter kleine koch koplik korsakoff kussmaul kveim lachman lambert lane
    langerhans legg lemierre lesch leriche levine lewy lhermitte libman liddle light lille lisfranc little lou
    ludwig lugol lund lyell lyme lynch maddrey mallory mantoux marfan mayo mcardle mcburney mcisaac mcmurray meckel
    meige meier meniere ménière merkel milroy mirizzi mobitz moebius mohs monro morgagni morton moro munchausen
    murphy nash nissen noonan nyhan ollier ortolani osler osgood ottawa paget pancoast parkinson patau perthes peutz
    peyronie phalen pick pickwick plummer pott potter prader prinzmetal purkinje quincke ramsay ranke ranson
    rasmussen raynaud recklinghausen reed reiter rett reye richter riedel rinne rockall rokitansky romberg rorschach
    rosenthal roth rovsing sampaio schatzki scheuermann schilling schirmer schlatter schmorl schönlein schwartz
    seldinger sever sezary sheehan shy sister sjogren sjögren sneddon snellen spitz spurling starling stevens still
    stokes sturge sweet sydenham takayasu takotsubo tanner tay tietze tinel todd tourette trendelenburg trousseau
    turner vater virchow von waldenstrom waldenström waller warthin waterhouse weber wegener weil wells wernicke
    west whipple white wickham willebrand williams wilms wilson wiskott wolff wolman wood ziehl zollinger fisher
    glasgow hunt-hess fazekas hachinski hamilton hoehn yahr katz barthel lawton tinetti norton waterlow mallampati
    cormack lehane ann arbor clark breslow dukes bosniak gustilo garden salter harris pauwels weil framingham
    osserman kellgren lawrence rutherford fontaine stanford debakey lugano hurley boston bristol los angeles
    montreal tokyo roma rome vienna viena paris zurich cincinnati""",
)
HEADS: Final = _words(
    """disease diseases disorder syndrome syndromes sign signs score scores scale index classification criteria
    criterion test tests reflex reaction lymphoma sarcoma tumor tumour tumors cell cells body bodies node nodes
    nodule nodules spot spots line lines law procedure operation technique maneuver manoeuvre position method stain
    agar medium phenomenon palsy paralysis chorea ataxia dystrophy anemia anaemia thyroiditis arthritis
    encephalopathy neuropathy psychosis contracture fracture hernia ulcer ulcers esophagus oesophagus duct gland
    tubule canal ligament fascia pouch triangle point diverticulum cyst cysts abscess gangrene stage staging grade
    grading system rule rules risk equation formula ratio coefficient factor virus fever infection bacillus bacteria
    catheter tube drain clamp forceps retractor nail plate screw prosthesis valve graft shunt ring stent filter pump
    bag mask collar splint dressing diet regimen protocol trial study nomogram questionnaire inventory exam
    examination triad tetrad pentad tetralogy malformation anomaly deformity dementia enfermedad síndrome sindrome
    signo escala índice indice clasificación clasificacion criterio criterios prueba reflejo linfoma sarcoma tumor
    célula células cuerpos nódulo nódulos ganglio ley técnica tecnica maniobra posición método tinción fenómeno
    parálisis corea ataxia distrofia anemia tiroiditis encefalopatía contractura fractura hernia úlcera esófago
    conducto glándula canal ligamento fascia saco triángulo punto divertículo quiste absceso gangrena estadio grado
    sistema regla riesgo ecuación fórmula factor virus fiebre bacilo catéter sonda sonda-foley drenaje placa
    tornillo prótesis válvula injerto anillo stent filtro bomba mascarilla dieta protocolo ensayo estudio
    cuestionario inventario test triada tríada tetralogía malformación anomalía demencia score thyroiditis""",
)
FIRST_AFTER_DE: Final = _words(
    """enfermedad síndrome sindrome signo signos escala índice indice clasificación clasificacion criterios criterio
    prueba test reflejo linfoma sarcoma tumor células célula cuerpos nódulos ley técnica maniobra posición método
    fenómeno parálisis corea ataxia distrofia anemia tiroiditis encefalopatía contractura fractura hernia úlcera
    úlceras esófago conducto glándula ligamento fascia divertículo quiste absceso gangrena estadio grado regla
    ecuación fórmula catéter sonda drenaje válvula anillo tríada triada tetralogía malformación anomalía demencia
    score mal lesión estadificación gradación puntuación intervención operación cirugía procedimiento""",
)
NOT_NAMES: Final = _words(
    """the a an and or of in on at to for with from by as is was were are be been has have had this that these those
    his her she he they we i it no not patient pt male female man woman boy girl child infant baby mr mrs ms dr day
    days week weeks month months year years old hospital clinic center centre medical health university college
    school department unit ward floor room emergency icu er surgery medicine history physical exam examination
    assessment plan diagnosis treatment therapy chief complaint present illness past family social review systems
    vital signs blood pressure heart rate temperature labs imaging mri ct ecg ekg left right upper lower anterior
    posterior stage grade type acute chronic severe mild moderate what which who when where why how can could should
    would will may might please best latest current recommended guidelines management however although after before
    during while since until then there here also more most other another monday tuesday wednesday thursday friday
    saturday sunday january february march april june july august september october november december spring summer
    autumn fall winter american african asian hispanic caucasian white black latino indian chinese english spanish
    french german italian european north south east west new united states america europe africa asia god internet
    covid aids hiv copd el la los las un una unos unas y o de del en con por para sin sobre al a su sus que se es
    fue era han ha había paciente varón mujer hombre niño niña médico doctor doctora hospital clínica centro
    universidad servicio unidad urgencias cirugía medicina historia exploración diagnóstico tratamiento informe
    analítica nombre apellidos domicilio fecha edad sexo país datos localidad provincia remitido email correo tel
    fax nº lunes martes miércoles jueves viernes sábado domingo enero febrero marzo abril mayo junio julio agosto
    septiembre octubre noviembre diciembre españa madre padre hijo hija hermano hermana nhc nass cp episodio ante
    tras se no hoy ayer anoche mañana""",
)
SHORT_TITLES: Final = r"(?:mr|mrs|ms|mx|dr|drs|prof|rev|fr|sgt|capt|col|lt|cpl|pvt|sr|sra|srta|dña|dra|lic|ing)"
TITLES: Final = (
    r"(?:mr|mrs|ms|mx|miss|mister|master|madam|dr|drs|doctor|prof(?:essor)?|rev(?:erend)?|fr|father"
    r"|sister|pastor|rabbi|imam|deacon|judge|justice"
    r"|officer|detective|sgt|sergeant|capt(?:ain)?|col(?:onel)?|lt|lieutenant|cpl|pvt|nurse"
    r"|nurse[ ]practitioner|coach|sir|dame|lady|lord|mayor|governor"
    r"|senator|congress(?:man|woman)|councill?or|president|chief|sheriff|deputy|attending|surgeon"
    r"|midwife|therapist|principal|uncle|aunt|auntie|grandma|grandpa"
    r"|sr|sra|srta|sres|señora?|señorita|doctora|don|doña|dña|dra|dres|profa|lic|licda|licenciad[oa]"
    r"|ing|padre|enfermer[oa]|fray|sor|t[ií][oa]|abuel[oa]|alcalde(?:sa)?|juez(?:a)?|matrona)"
)
KIN: Final = (
    r"(?:husband|wife|spouse|partner|fianc[eé]e?|boyfriend|girlfriend|mother|father|mom|mum|dad"
    r"|parents?|son|sons|daughter|daughters|brother|sister"
    r"|sibling|twin|uncle|aunt|nephew|niece|cousin|grandson|granddaughter|grandmother|grandfather"
    r"|grandma|grandpa|granny|stepson|stepdaughter|stepmother"
    r"|stepfather|guardian|caregiver|carer|neighbou?r|roommate|friend|boss|employer|teacher|coach"
    r"|interpreter|next[ ]of[ ]kin|emergency[ ]contact"
    r"|esposo|esposa|marido|mujer|pareja|novio|novia|madre|padre|hijo|hija|hermano|hermana|gemelo"
    r"|gemela|t[ií]o|t[ií]a|sobrino|sobrina|primo|prima|nieto|nieta"
    r"|abuelo|abuela|suegro|suegra|cu[nñ]ado|cu[nñ]ada|yerno|nuera|tutor|tutora|cuidador|cuidadora"
    r"|vecino|vecina|amigo|amiga|jefe|jefa|maestro|maestra|profesor|profesora)"
)
# Vocabularies and registries whose codes are published knowledge.
VOCABULARIES: Final = (
    r"PMID|PMCID|PMC|DOI|ISBN|ISSN|NCT|ISRCTN|EudraCT|CTRI|ChiCTR|PROSPERO|CRD|ICD|LOINC|SNOMED(?:[ -]?CT)?|CPT|HCPCS"
    r"|RxNorm|RXCUI|MeSH|OMIM|MIM|ORPHA(?:code)?|ATC|UMLS|CUI|CAS|UniProt|Ensembl|RefSeq|ClinVar|dbSNP|GRCh|hg|chr|HLA|EC"
)
# States and countries may stay; they are also towns somewhere.
COUNTRIES: Final = _words(
    """alabama alaska arizona arkansas california colorado connecticut delaware florida georgia hawaii idaho
    illinois indiana iowa kansas kentucky louisiana maine maryland massachusetts michigan minnesota mississippi
    missouri montana nebraska nevada ohio oklahoma oregon pennsylvania tennessee texas utah vermont virginia
    washington wisconsin wyoming mexico canada spain españa francia france italia italy colombia argentina chile
    cuba panama panamá perú peru ecuador brazil brasil india china japan russia germany poland portugal ireland
    england scotland wales jamaica haiti honduras guatemala nicaragua venezuela bolivia paraguay uruguay
    philippines vietnam korea nigeria kenya ghana ethiopia somalia egypt israel syria iraq iran pakistan
    bangladesh nepal turkey greece ukraine romania marruecos ontario quebec andalucía cataluña galicia aragón
    asturias cantabria navarra extremadura castilla""",
)
# Words of clinical work and organisms: they name nobody.
CLINICAL_WORK: Final = _words(
    """rounds journal club shift shifts ward wards trough troughs lap chole case cases report reports image images
    quiz spot tips pearls versus ecg ekg mri workup follow-up handover teaching question questions opinion opinions
    grand diagnosis consult consults clinic clinics week month presentation presentations dermatology cardiology
    neurology sesión sesiones clínica clínicas caso casos imagen imágenes pregunta preguntas opinión guardia
    guardias pase visita bibliográfica docente docentes consulta consultas urgencias residente residentes
    ambulatoria ambulatorio seguimiento residents corner lounge library lectures teaching mortality morbidity taper
    rincón lecturas auris leishmania rickettsia listeria brucella bartonella salmonella shigella yersinia legionella
    nocardia aspergillus histoplasma coccidioides cryptococcus strongyloides toxoplasma plasmodium borrelia""",
)
