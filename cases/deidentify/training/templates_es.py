"""Invented Spanish sentences: with slots for identifiers, and without any but full of names that are not people."""

from __future__ import annotations

from typing import Final

WITH: Final = tuple(
    """
La paciente {name} acudió al {site} el {date} por dolor torácico.
{name}, de {age} años, natural de {place}, ingresó en el {site} el {date}.
Vino a consulta {name} acompañada de su hija {first}, que vive en {place}.
Su marido, {name}, avisó al 112 desde {street}, {place}.
El Dr. {last} indicó {drug} y revisión el {date}.
La doctora {name} realizó la intervención el {date} en el {site}.
Don {name} refiere disnea desde {date}.
Doña {first} vive sola en {place} y la cuida su vecina {first}.
Se avisa a la familia en el teléfono {contact}; contacto: {name}.
Nació en {place} el {date} y trabaja en {site}.
Trasladado desde {place} al {site} el pasado {weekday}.
{first} empezó con fiebre el {date} y su madre {first} lo trajo a urgencias.
El hermano de la paciente, {name}, falleció por {disease} en {place}.
Historia clínica {id}; número de la seguridad social {id}; DNI {id}.
Nombre: {first}. Apellidos: {last} {last}. NHC: {id}.
Domicilio: {street}. Localidad: {place}. CP: {zip}.
Médico: {name} NºCol: {id}.
Remitido por: {name}. {street}. {zip} {place}. Email: {contact}
Fdo. {name}, médico adjunto del {site}, {date}.
Paciente {name} ({id}), {age} años, con {disease} en seguimiento por la Dra. {last}.
el paciente {lower} vino el {date} con tos y fiebre
la sra {lower} llama desde el {contact} para pedir cita
me llamo {name} y vivo en {street}
El marcapasos con número de serie {id} se revisó el {date}.
El accidente ocurrió en {street} de {place} el {date}.
Desde {monthyear} la enferma reside en {place} con su hijo {name}.
Fue operada en el {site} de {place} por el doctor {last} en {monthyear}.
La niña {first} fue traída por su abuela {first} desde {place}.
Iniciales {initials}, varón de {age} años, visto en {site}.
Se comentó el caso con {name}, del servicio de Cardiología del {site}.
Tras el alta el {date}, {first} volvió a {place} y retomó su trabajo.
El cirujano {name} colocó la prótesis, lote {id}.
¿Qué tratamiento es mejor para {disease} en {name}, de {age} años, vista en {site} el {date}?
¿Se puede dar {drug} a mi paciente {name}, con historia {id}, de {place}?
Según {first}, las crisis comenzaron hacia el {date}.
Su profesora del {site} notó que no hablaba bien el {date}.
Un coche con matrícula {id} lo atropelló cerca de {place}.
Enviar el informe a {name}, {street}, {zip} {place}, correo {contact}.
Analítica del {date}: hemoglobina 9; analítica del {date}: hemoglobina 11.
La esposa, {first}, y los hijos, {first} y {first}, están informados.
{name} ingresó el {date} y recibió el alta el {date}.
Conduciendo de {place} a {place} notó opresión torácica.
Trabaja como pescador en {place}; su patrón, {name}, lo acompañó al {site}.
Avisar a {first} {last} (sobrina) en {contact}.
Nos la remite {name}, de {site}, por {disease}.
{first} lo notó primero y llamó a {last}, que estaba de guardia.
Consultamos con {last} y con {last}; ambos aconsejaron esperar.
Lo operó {last} en {monthyear} y lo revisó {last} en {monthyear}.
{last} propone biopsia; {last} prefiere vigilar.
Según la nota de {last}, no hubo complicaciones.
En casa lo llaman {first} y vive con su tía {first}.
A la paciente la conocen todos en {place} como {first}.
{first} tiene seis años y va al {site}.
Su prima {first} y su cuñado {first} viven en {place}.
{initials} volvió a los tres meses; {initials} no tomaba la medicación.
J. {last} firmó el consentimiento el {date}.
{first} y {first}, gemelos, nacieron en {place} en {monthyear}.
señora de {age} años, {lower}, con {disease}, vive en {place}
varon de {age} años, {lower}, hta, vino el {weekday} por dolor
niño {lower}, traido por la abuela {first}, fiebre desde el {weekday}
su hija {lower} avisa que no come desde el {date}
El señor {last} fue a {place} en {monthyear} y enfermó allí.
La señora {last} niega fiebre. La señora {last} vive con su hermana en {place}.
La doctora {last} y el doctor {last} pasaron visita el {weekday}.
La enfermera {first} avisó de la caída del {date}.
Nacido en {place}, criado en {place}, emigró en 1998.
Pastor de {place}; contacto con ganado en {place} y {place}.
Viajó a {place} con {first} en {monthyear}.
Lo encontraron cerca de {place}, en {street}.
Derivada del {site} de {place} al {site}.
Trabaja en {site} y estudió en el {site}.
Llegó en ambulancia desde {site}.
Muestra {id} recibida el {date}; informe a {last}.
Matrícula {id}; seguro {id}; teléfono {contact}.
La maestra {first} {last} y el entrenador {last} vieron la crisis del {date}.
Me ha escrito {name} ({contact}) sobre su padre, {name}.
Recuerdo a {first}, de {place}, que murió en {monthyear}.
A {first} le dimos el alta el {weekday}.
Gracias a {first} por el aviso y a {last} por las imágenes.
La familia de {first} reside en {place} desde {monthyear}.
{place}, {date}. Estimado doctor {last}:
{name} - {date} - {site}
""".strip().splitlines(),
)

WITHOUT: Final = tuple(
    """
El paciente tiene enfermedad de {eponym} y recibió {drug}.
Se sospechó síndrome de {eponym} por la tríada clínica.
Signo de {eponym} positivo y maniobra de {eponym} negativa.
La escala de {eponym} fue de 7 y el índice de {eponym} de 3.
La biopsia mostró células de {eponym} compatibles con linfoma de {eponym}.
Cumple los criterios de {eponym}; clasificación de {eponym} tipo II.
Varón de {age} años con antecedentes de {disease}, sin alergias conocidas.
Mujer de {age} años que consulta por dolor abdominal de tres días de evolución.
A los doce días fue dado de alta; dos semanas después volvió con fiebre.
Se trató con {drug} 40 mg al día y {drug} 5 mg cada 12 horas durante seis meses.
Hemoglobina 12,3 g/dl, leucocitos 9.800, plaquetas 230.000, creatinina 1,2 mg/dl.
Tensión arterial 130/80 mmHg, frecuencia cardíaca 90 lpm, temperatura 37,8 ºC.
La resonancia mostró una lesión en el área de Broca.
Se aislaron Staphylococcus aureus y Escherichia coli en los hemocultivos.
Según la Sociedad Europea de Cardiología, {drug} está indicado desde 2019.
Se colocó una sonda de Foley y un drenaje de Penrose.
Exploración física: buen estado general. Auscultación normal. Abdomen blando.
Juicio diagnóstico: {disease}, probable síndrome de {eponym}. Plan: {drug}.
La madre tiene enfermedad de {eponym} y el padre {disease}.
Jubilado, vive con su mujer y dos hijos; fumador de 20 cigarrillos al día.
Estudio de {eponym} negativo; prueba de {eponym} dudosa; test de {eponym} normal.
Intervención de Whipple, operación de Hartmann y anastomosis en Y de Roux.
Se realizó TAC de Abdomen, Ecografía Doppler y Gammagrafía Ósea sin hallazgos.
¿Qué efectos adversos tiene {drug} en una mujer de {age} años con {disease}?
¿Cuál es el pronóstico de la enfermedad de {eponym} en un varón de {age} años?
Se descartaron virus de Epstein-Barr, citomegalovirus y enfermedad de Lyme.
La Organización Mundial de la Salud recomienda {drug}.
Grado I de Fuhrman, Gleason 7, estadio II de Ann Arbor, Child-Pugh B.
En Cirugía General y Medicina Interna se decidió tratamiento conservador.
Serología de VIH, VHB y VHC negativa; Mantoux positivo de 15 mm.
Agudeza visual: AV OD 0,8 y AV OI 0,6; presión intraocular de 16 mmHg.
Por vía oral o vía intravenosa; troponina 0,04 ng/ml; PCR 12 mg/l.
Paciente joven sin antecedentes de interés, fumadora, ama de casa.
Refiere que su padre y un tío materno tuvieron {disease}.
El Servicio de Cirugía, la Unidad de Cuidados Intensivos y Anestesiología valoraron el caso.
Se informó a Oncología, Radiología, Psiquiatría y Anatomía Patológica.
Se usó la guía de 2018 y la revisión de 2020; nivel de evidencia A.
Los Institutos Nacionales de la Salud y los Centros para el Control de Enfermedades recomiendan vacunar.
El virus SARS-CoV-2 causa COVID-19; el 3 % requiere ingreso.
Por la mañana toma {drug}; por la noche, {drug}.
""".strip().splitlines(),
)
