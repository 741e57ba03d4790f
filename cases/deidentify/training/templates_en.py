"""Invented English sentences: with slots for identifiers, and without any but full of names that are not people."""

from __future__ import annotations

from typing import Final

WITH: Final = tuple(
    """
Patient {name} presented to {site} on {date} with worsening dyspnea.
{name} is a {age}-year-old {sex} with {disease} who was transferred from {site} to {site} on {date}.
{name}, a {age} y/o {sex} from {place}, was admitted with chest pain; MRN {id}.
Pt {name} ({id}) seen today for follow up of {disease}.
Thank you for referring {name}, whom I saw in clinic on {date}.
Dear Dr. {last}, I had the pleasure of seeing {name} at {site} on {date}.
Her husband, {name}, can be reached at {contact}.
His daughter {first} says he has not been eating since {date}.
The wife, {first}, noticed the tremor in {monthyear}.
My colleague {name} performed the {procedure} at {site}.
Dr. {last} recommended starting {drug} and repeating labs on {date}.
Discussed with Dr. {name} from cardiology, who agrees with the plan.
{last} was started on {drug} and improved by {weekday}.
{first} lives alone in {place} and works as a farmer.
{first} and her mother came back to clinic on {date} because of a rash.
We called {first} at {contact} but there was no answer.
He grew up in {place}, moved to {place} in 2004 and still works at {site}.
She was born in {place} on {date} and raised by her aunt {first}.
Lives at {street}, {place}.
Home address: {street}, {place}
Address {street}. Phone {contact}.
Name: {name}   DOB: {date}   MRN: {id}
PATIENT: {name}
MRN: {id} DOB: {date}
Attending: {name}, MD
Electronically signed by {name}, MD on {date}
Dictated by: {name}
cc: {name}, {site}
SSN {id}, policy number {id}, account {id}.
The pacemaker (serial number {id}) was interrogated on {date} by {name}.
Specimen {id} received {date} from {site}.
Email sent to {contact} with the results.
Follow-up on {date} with {name} at the {site}.
He was an inpatient at {site} from {date} to {date}.
On {date}, {name} underwent {procedure} without complications.
{sex} aged {age}, initials {initials}, seen at {site}.
{initials} is a {age}-year-old {sex} with {disease}.
mr {lower} came in on {date} complaining of cough
pt {lower} called from {contact} about refill of {drug}
ms {lower} was last seen at {site} in {monthyear}
nurse {first} reported that the patient fell on {date}
I spoke with {first} {last} (social worker) about placement at {site}.
Since {date} {first} has been taking {drug} twice a day.
The patient, {name}, was diagnosed with {disease} at {site} in {place} on {date}.
What is the best treatment for {disease} in a {age}-year-old {sex}, {name}, seen at {site} on {date} (MRN: {id})?
Latest guidelines for {disease} in {name}, {age}yo {sex}, who visited {site} on {date}?
Should {drug} be continued in my patient {name} from {place}, last reviewed {date}, health plan ID {id}?
Prognosis of {disease} for a {age} year old {sex} named {name}, record {id}, treated at {site}?
need dosing of {drug} for {name}, {age}yo {sex} w/ {disease}, seen at {site} {date}, MRN {id}
Treatment options in {disease} for patients like {name}, referred by Dr. {name} of {site}?
Is {drug} safe for {first} {last}, {age}, who has {disease} and lives near {place}?
Alternatives to {drug} in a {sex} with {disease}, {name}, member ID {id}, e-mail {contact}?
Can {name} take {drug} with {drug} after {procedure} at {site} in {place} on {date}?
The referral came from {site}, {street}, {place}.
Transferred by helicopter from {place} to {site}.
She teaches at {site} and her students noticed slurred speech on {date}.
His employer, {site}, requires a letter before {date}.
{name} and {name} are identical twins born at {site} on {date}.
Brother {name} died of {disease} in {place}.
Sister {first} is a possible donor; brother {first} is not.
Interpreter {name} was present for the visit of {date}.
Her son {name} ({contact}) holds power of attorney.
{name}'s biopsy was read at {site} by Dr. {last}.
{first}'s fever resolved on {date}.
Mr. {last}'s creatinine rose to 2.1 after {drug}.
Mrs. {last} denies chest pain. Mrs. {last} lives with her sister in {place}.
Miss {last} attends {site} and plays for the school team.
Admission {date}, discharge {date}, readmitted {date}.
{date}: seen by {last}. {date}: seen by {last}. {date}: results to {contact}.
CT on {date} at {site} showed a mass; repeat on {date} unchanged.
Last colonoscopy {date} (Dr {last}), next due {monthyear}.
The accident happened on {street} in {place} on {date}.
A truck with plate {id} hit him near {place}.
Her Instagram handle is {contact} and she posted about the surgery.
The case was presented by {name} at {site} on {date}.
Social: retired teacher from {place}; neighbor {first} checks on him daily.
Family: wife {first}, children {first} and {first}.
Contacts: {name} (wife) {contact}; {name} (son) {contact}.
Signed, {name}, RN
- {name}, {age}, {sex}, {disease}, room 12, {site}
{name} | {date} | {id} | {site}
Referred from {place} by {last} and {last}.
Report to {name}, {street}, {place}.
The girl, {first}, was brought from {place} by her father {name}.
{name} {date} {id} {disease}
Visit with {name} ({id}) at {site} in {place}; next visit {date}.
I reviewed the outside records from {site} dated {date}.
In {monthyear} she moved from {place} to {place} to be near her daughter {first}.
Driving from {place} to {place}, he developed sudden chest pain.
The biopsy was reviewed at {site} and in {place}.
{first} told us she had fallen the week of {date}.
Best regards, {name}
Cardiologist {name} at {site} placed the stent, lot {id}, on {date}.
According to {first}, the seizures began around {date}.
{last} wants a biopsy; {last} would rather wait.
We asked {last} and {last}, and both advised against surgery.
{first} took the call and told {last}, who was on duty.
{last} operated in {monthyear} and {last} saw her in {monthyear}.
Everyone in {place} knows him as {first}.
At home she is called {first}; her cousin {first} lives in {place}.
{first} is six years old and attends {site}.
{initials} returned after three months. {initials} had stopped the tablets.
{age}yo {sex}, {lower}, htn, came in {weekday} with pain
his daughter {lower} says he has not eaten since {date}
Raised in {place}, schooled in {place}, emigrated in 1998.
Shepherd from {place}; contact with cattle in {place} and {place}.
He was found near {place}, off {street}.
Thanks to {first} for the tip and to {last} for the images.
I remember {first}, of {place}, who died in {monthyear}.
{place}, {date}. Dear {last},
Sample {id} arrived {date}; call {last} at {contact}.
Coach {last} and teacher {name} saw the seizure on {date}.
{name} ({contact}) wrote to me about her father, {name}.
Works at {site}; studied at {site}.
We sent {first} home on {weekday}.
Went on holiday to {place} with {first} in {monthyear}.
{first}'s husband and {last}'s resident were both present.
Police officer {last} brought him from {street} to {site}.
""".strip().splitlines(),
)

WITHOUT: Final = tuple(
    """
The patient has {eponym} disease and was started on {drug}.
{eponym} syndrome was suspected because of the triad of symptoms.
Positive {eponym} sign and a negative {eponym} test on examination.
The {eponym} score was 7 and the {eponym} index was 3.
Biopsy showed {eponym} cells consistent with {eponym} lymphoma.
A {eponym}-{eponym} procedure was performed without complications.
{eponym}'s disease runs in the family; the {eponym} criteria were met.
What is the prognosis of {eponym}'s disease in a {age}-year-old {sex}?
Guidelines for {drug} in a {age}-year-old {sex} with a {eponym} score of 4 and {disease}?
A {age}-year-old {sex} with a history of {disease} was admitted with fever for three days.
On day 12 the patient was extubated; on day 15 he left the ICU.
Two weeks later she returned with recurrent symptoms of {disease}.
She was treated with {drug} 40 mg daily and {drug} 5 mg twice daily for six months.
HbA1c 8.2 %, creatinine 1.4 mg/dL, eGFR 52 mL/min/1.73 m2, platelets 145,000.
Blood pressure 132/78 mmHg, heart rate 88, temperature 37.9, SpO2 94 % on room air.
MRI of the brain showed a lesion in Broca area near the Sylvian fissure.
Genetic testing found a BRCA1 mutation and a variant in {gene}.
Staphylococcus aureus and Escherichia coli grew in blood cultures.
In 2019 the guidelines of the American Heart Association were updated.
According to the European Society of Cardiology, {drug} is recommended.
The {eponym} study enrolled 12,345 participants and the hazard ratio was 0.82.
A {eponym} catheter was placed and {eponym} forceps were used.
Past medical history: hypertension, {eponym} thyroiditis, {disease}.
Medications: {drug}, {drug}, {drug}.
Physical Examination: General appearance normal. Lungs clear. Heart regular.
Impression: {disease}, likely secondary to {eponym} syndrome. Plan: start {drug}.
Compare {drug} and {drug} in patients with {disease} and {eponym} grade II.
CHA2DS2-VASc score of 3, HAS-BLED 2, {eponym} class B.
Patients in the United States, Japan and Germany were included.
An African American {sex} aged {age} with {disease} and a body mass index of 34.
{drug} was stopped because of a rash; {drug} was given instead.
The mother has {eponym} disease and the father has {disease}.
Rinne and Weber tests were normal; Romberg was negative; Babinski absent.
{eponym} and {eponym} described the condition in the nineteenth century.
The Mini-Mental State Examination was 24 and the Montreal Cognitive Assessment was 21.
He had a Whipple procedure, a Billroth II and later a Roux-en-Y anastomosis.
Type A Stanford dissection, DeBakey type I, repaired with a Bentall operation.
Ann Arbor stage IIB, Gleason 4+3, Clark level III, Breslow 1.2 mm.
Patient denies alcohol, tobacco and drugs and lives with family.
He is a retired mechanic and lives with his wife and two children.
Her sister and brother have {disease}; her son is healthy.
Diagnosed in 2021, the {sex} had been treated with {drug} since 2018.
What are the side effects of {drug} in a {age}-year-old {sex} with {disease}?
Is {drug} effective for {disease} when the {eponym} risk score is high?
Sensitivity 92 %, specificity 88 %, 95 % confidence interval 1.2-3.4, p = 0.03.
Cells were stained with Giemsa, Gram, Ziehl-Neelsen and Wright stains.
Chief Complaint: Shortness of Breath. History of Present Illness: {age} year old {sex}.
Assessment and Plan: Continue {drug}. Recheck Hemoglobin in two weeks.
A Foley catheter drained 400 mL; a Swan-Ganz catheter showed a wedge pressure of 22.
She takes Lantus, Humalog, Eliquis and Lipitor and uses a Ventolin inhaler.
The Centers for Disease Control and Prevention and the World Health Organization advise {drug}.
Medicare and Medicaid cover the test. The Food and Drug Administration approved {drug} in 2017.
May cause drowsiness. Will follow up. Mark the site. Grace period. Rose bengal stain. Bill of health. Art therapy.
Lyme disease, West Nile virus, Ebola virus, Zika, Rift Valley fever and Rocky Mountain spotted fever were excluded.
Horner syndrome, Kussmaul breathing, Cheyne-Stokes respiration, Kernig and Brudzinski signs were absent.
Protocol 4, arm B, cycle 6; SARS-CoV-2 PCR negative; H1N1 vaccine given; vitamin B12 low.
The boy was six years old, the girl was nine, and both had {disease}.
Normal chest X-ray; CT Abdomen and Pelvis with contrast; Doppler of the lower limbs normal.
Call the clinic if symptoms get worse. See the Emergency Department for chest pain.
CD4 count 350, viral load 120,000 copies/mL, troponin 0.04 ng/mL, BNP 900 pg/mL, TSH 2.3.
""".strip().splitlines(),
)

# What people write above a case although they should not: each a text of its own.
TITLES: Final = tuple(
    """
{name}
{name}
{first} {last}
{first} {last}
{last} {first}
{last}, {first}
{first} {last} {last}
{name}, {disease}
{name} - {procedure}
{name} and {drug}
{first} with {disease}
{first} {last}, {age}
{disease} in {name}
{drug} for {name}
Case of {name}
Follow-up of {name}
Question about {name}
{last} case
{site}
{site} rounds
{disease} at {site}
""".strip().splitlines(),
)
