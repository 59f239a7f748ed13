"""Words of medicine, from the author's own knowledge: what makes a name beside them a matter of health.

One term a line or between commas; a trailing * stands for any ending. Compared in lower case, but `SHORT`, which is
compared as written. Words that are as common outside medicine ("depressed market", "stroke of luck") are left to
`WEAK`, which only counts as clinical surroundings.
"""

CONDITIONS = """
heart block, status post, sectioned, transitioned at, detained under, home detox, wound oozing, oozing,
chest tightness, alcohol dependence, drug dependence, dependence on alcohol, is ms, it is ms, told it is ms,
hearing voices, hears voices, overdose, cin1, cin2, cin3, in situ, progression on, séropositif, séropositive,
seropositiv*, positiv auf, hiv positiv, spiked a temp*, pyrexi*,
a fib, a rash, a-fib, abdominal pain, abortion, abscess*, absence seizure*, aching, acidosis, acne, acromegaly,
addiction, adenoma*, adhd, afib, aids, alcohol use disorder, alcoholic, alcoholism, allergic, allergies, allergy,
alopecia, alzheimer*, amenorrhea, amnesia, amputation, amputee, amyloid*, anaemi*, anaphyla*, anemi*, aneurysm*,
angina, ankylosing, anorexi*, anosmia, anxiety, aphasia, apnea, apnoea, appendicitis, arrhythmia*, arthritis,
arthros*, ascites, asperger*, asthma*, ataxia, atherosclero*, atrial fib*, atrial flutter, autis*, autoimmune,
bacteraemia, bacteremia, bedsore*, bipolar, blind in, blood clot*, blood pressure, blood sugar,
bowel obstruction, bpd, bradycardi*, brain damage, brain injury, brain tumor, brain tumour, broke his,
broken arm, broken hip, broken leg, broken wrist, bronchi*, bruis*, bulimi*, bunion*, burnout, bursitis,
cachexia, cancer*, candida albicans, candidiasis, carcino*, cardiac arrest, cardiomyopath*, carpal tunnel,
cataract*, celiac,
cellulitis, cerebral palsy, chest pain, chickenpox, chlamydia, cholangi*, cholecyst*, cholera, cholesterol,
chronic fatigue, chronic kidney, chronic pain, cirrho*, claudication, cleft lip, cleft palate, clubfoot, coeliac,
colitis, comatose, concussion, conjunctivitis, constipat*, contusion, convulsi*, copd, coronary, covid*,
crohn*, croup, cushing*, cyst, cystic fibrosis, cysts, deep vein, dehydrat*, delirium, delusion*, dementia,
dengue, depressed, depression, depressive, dermatitis, detox, diabet*, dialysis, diarrhea, diarrhoea, diphtheria,
disability, dislocated, diverticul*, dizziness, dizzy, down syndrome, down's syndrome, drinking problem,
drug addict*, drug overdose, drug problem, dry eye*, dvt, dysentery, dyslexi*, dyspep*, dysphagia, dyspn*,
dystroph*, eating disorder, ebola, eclampsia, ectopic, eczema, edema, embolism, embolus, emphysema, encephal*,
end-stage, endocarditis, endometri*, epilep*, epistaxis, erectile, erythema, esophag*, fainted, faints, fatigue,
fatty liver, febrile, fell downstairs, fell ill, feverish, fevers, fibrillation, fibroid*, fibromyalgia, fistula*,
flu symptoms, food poisoning, foot ulcer*, fracture*, fractured, frostbite, gallstone*, gangren*, gastri*,
gastroenter*, genital wart*, gerd, gestational, giardia*, gingivitis, glaucoma, glioblastoma, glioma, goiter,
goitre, gonorrh*, gord, gout, grand mal, guillain*, haematuria, haemophil*, haemorrh*, hallucinat*,
hard of hearing, has ms, hay fever, head lice, headache*, hearing loss, hearing voices, heart attack*,
heart condition*, heart disease, heart failure, heart murmur, heart problem*, heartburn, heat stroke, heatstroke,
hematuria, hemipleg*, hemophil*, hemorrh*, hepatic*, hepatitis, hernia*, herniated, herpes, high blood pressure,
high cholesterol, high fever, hip fracture, hirsutism, hiv, hiv positive, hiv-positive, hives, hodgkin*,
hot flash*, hot flush*, hpv, human papilloma*, huntington*, hydrocephal*, hyperactiv*, hypercalc*, hyperglyc*,
hyperkal*, hyperlipid*, hypertens*, hyperthyroid*, hypoglyc*, hypokal*, hyponat*, hypotens*, hypothermi*,
hypothyroid*, hypoxi*, ibs, ileus, immunocomp*, impetigo, impotence, in rehab, in remission, incontinen*, infarct*,
infected, infection*, infertil*, inflammation, inflammatory, influenza, insomnia*, intellectual disability,
intoxicated, iron deficiency, irritable bowel, ischaemi*, ischemi*, itching, itchy, jaundice*, keloid, keratitis,
ketoacidosis, kidney disease, kidney failure, kidney problem*, kidney stone*, lacerat*, learning disability,
leg ulcer*, legionn*, leprosy, lesion*, leukaemi*, leukemi*, limping, liver disease, liver failure, liver problem*,
long covid, lost her baby, lost the baby, low mood, lumbago, lump in, lupus, lyme, lymphedema, lymphoma*,
macular degeneration, malaria, malignan*, malnutrition, manic, marfan*, mastitis, measles, melanoma*, meniere*,
meningi*, menopaus*, mental breakdown, mental health, mental illness, mentally ill, mesothelioma, metasta*,
methadone, migraine*, miscarr*, mitral regurg*, mitral valve, mononucleosis, mood swings, morbidly obese,
mouth ulcer*, mpox, mrsa, ms flare, multiple sclerosis, mumps, muscular dystrophy, myalgi*, myasthen*, myelo*,
myocard*, nausea, nauseous, necrosis, necroti*, necrotic, neonatal, nephr*, nephrotic, nervous breakdown, neuralg*,
neurofib*, neuropath*, neutropen*, night sweats, nosebleed*, numb, obes*, obsessive compulsive, ocd, oedema,
oesophag*, opioid use, oral thrush, osteo*, otitis, ovarian, overdos*, palliative, palpitation*, palsy, pancrea*,
pancytop*, panic attack*, panic disorder, paralys*, paralyz*, paranoid, parapleg*, paresis, parkinson*, paroxysmal,
pcos, pelvic pain, peptic, pericard*, peritonit*, personality disorder, pharyng*, phimosis, plantar fasc*, pleural,
pleurisy, pneumo*, polio*, polymyalgia, polyps, porphyria, postnatal depression, postpartum, pre-eclampsia,
preeclampsia, pregnan*, pressure sore*, pressure ulcer*, prostat*, psoria*, psychiatric, psychosis, psychotic,
ptsd, pulmonary, pyelo*, quadripleg*, rabies, rashes, raynaud*, rehab, relapse*, relapsed, renal,
respiratory failure, retinal detach*, retinopath*, retinopathy, rhabdo*, rheumat*, rhinitis, rickets, rosacea,
rotator cuff, rubella, salmonell*, sarco*, scabies, scarlet fever, schizo*, sciatica, scleroderma, sclerosis,
scoliosis, scurvy, seizure, seizures, self harm*, self-harm*, sepsis, septic, septicaemia, shingles,
short of breath, shortness of breath, sick leave, sickle cell, sinusitis, sjogren*, skin cancer, skin rash,
sleep apnea, slipped disc, sobriety, sore throat, spasm*, spina bifida, spinal stenosis, spondyl*, sprain*,
stage 4, stage iii, stage iv, stenosis, stent, stenting, stents, stillb*, stomach ache, stomach bug, stroke,
stutters, substance abuse, substance use, suicid*, sunburn*, sweats, swelling, swollen, syncope, syphilis,
tachycardi*, tendinitis, tendonitis, terminal illness, terminally ill, tetanus, thalass*, the flu, thrombo*,
thrombus, thyroid*, tingling, tinnitus, tonsil*, tourette*, toxoplas*, transgender, traumatic brain, tremor*,
trichom*, tubercul*, tumor*, tumour*, type 1 diab*, type 2 diab*, typhoid, typhus, ulcerative, ulcers, unconscious,
underweight, unresponsive, uraemi*, uremi*, urethr*, urinary, urticaria, uti, uveitis, vaginal*, vaginitis,
varicella, varicose, vascular dementia, vascular disease, venere*, vertigo, vitiligo, vomit*, vomits, vulv*,
weight loss, went blind, went deaf, wheez*, whiplash, whooping cough, with ms, withdrawal symptoms,
yeast infection, zika
"""

DRUGS = """
vanc, tazocin, meropenem, co-amoxiclav, co-codamol, teicoplanin, piptaz, vanco, dex 6, prednisolon, paracet,
oramorph, metoprolol, cannabis oil, cocaine, crack cocaine, crystal meth, benzos,
abilify, acetaminophen, acetylsalicylic, aciclovir, acyclovir, adalimumab, adderall, advil, albuterol, alendron*,
allopurinol,
alprazolam, amiodarone, amitriptyline, amlodipine, amoxicillin, amphetamine*, anastrozole, antabuse, antibiotic*,
anticoag*, antidepress*, antihist*, antipsych*, antiretro*, antivir*, apixaban, aricept, aripiprazole, aspirin,
atenolol, ativan, atorvastatin, augmentin, azathioprine, baclofen, benadryl, benzodiazepine*, beta blocker*,
bisoprolol, botox,
budesonide, buprenorphine, bupropion, calcitriol, candesartan, carbamazepine, carbidopa, carvedilol, ceftriax*,
celebrex,
celecoxib, cephalexin, cetirizine, chemo, chemotherap*, chlorpromazine, cialis, ciprofloxacin, cisplatin,
citalopram, clexane, clindamycin,
clonazepam, clonidine, clopidogrel, clozapine, codeine, colchicine, concerta, contracepti*, corticosteroid*,
coumadin, creon,
crestor, cyclophosph*, cyclosporin*, cymbalta, dabigatran, dapagliflozin, depakote, desloratadine, dexameth*,
diazepam,
diclofenac, digoxin, dilantin, diltiazem, diuretic*, donepezil, doxorubicin, doxycycline, dulaglutide, duloxetine,
dupixent,
edoxaban, effexor, eliquis, empagliflozin, enalapril, enbrel, enoxaparin, entresto, epinephrine, epipen, erythromycin,
escitalopram, esomeprazole, estradiol, etanercept, ezetimibe, famotidine, farxiga, fentanyl, ferrous, finasteride,
flomax,
fluconazole, fluoxetine, fluticasone, fosamax, furosemide, frusemide, gabapentin, gentamicin, glargine, gliclazide,
glimepiride, glipizide, glyburide, haldol, haloperidol, heparin*, herceptin, heroin, humalog, humira,
hydrochloroth*, hydrocod*,
hydrocort*, hydromorph*, hydroxychl*, hydroxyz*, ibuprofen, imatinib, immunosupp*, imodium, inhaler*, infliximab,
insulin*, inderal, ivermectin, januvia,
jardiance, keppra, ketamine, klonopin, labetalol, lamictal, lamotrigine, lansoprazole, lantus, lasix, latanoprost,
letrozole,
levetirac*, levodopa, levofloxacin, levothyroxine, lexapro, linezolid, lipitor, liraglutide, lisdexamf*, lisinopril,
lithium carbonate, on lithium, loperamide, loratadine, lorazepam, losartan, lovenox, lyrica, meropenem, mesalamine,
metformin,
methotrexate, methylphenidate, metoclop*, metoprolol, metronidazole, midazolam, mirtazapine, modafinil, montelukast,
morphine,
motrin, mounjaro, nalox*, naltrexone, naproxen, narcan, neulasta, nexium, nifedipine, nitrofur*, nitroglyc*, norvasc,
novolog, nurofen, olanzapine, omeprazole, ondansetron, opioid*, oxybutynin, oxycod*, oxycontin, ozempic, paclitaxel,
pantoprazole, paracetamol, paroxetine, paxil, paxlovid, penicillin, percocet, phenobarb*, phenytoin, plaquenil,
plavix,
pradaxa, pravastatin, prazosin, predniso*, pregabalin, prilosec, probiotic*, progesterone, propofol, propranolol,
prozac,
quetiapine, ramipril, ranitidine, rifampicin, rifampin, risperid*, ritalin, rituximab, rivaroxaban, rosuvastatin,
sacubitril, salbutamol, semaglutide, seroquel, sertraline, sildenafil, simvastatin, sinemet, singulair, sitagliptin,
spironolactone, ssri*, statin, statins, stelara, steroid*, suboxone, sulfasal*, sumatriptan, symbicort, synthroid,
tacrolimus,
tadalafil, tamiflu, tamoxifen, tamsulosin, tegretol, temazepam, testosterone, tirzepatide, topamax, topiramate,
tramadol,
trastuzumab, trazodone, tylenol, valacyclovir, valaciclovir, valium, valproate, valproic, valsartan, vancomycin,
venlafaxine, ventolin, verapamil, viagra, vicodin, vyvanse, warfarin, wegovy, wellbutrin, xanax, xarelto, zestril,
zithromax, zofran, zoloft, zolpidem, zyprexa, zyrtec, the pill, birth control
"""

PROCEDURES = """
lap chole, cholecystectomy, lap appy, post lap, smear came back, smear test, sick note, fit note, off work with,
signed off,
ablation, amniocentesis, anaesthe*, anesthe*, angiogra*, angioplasty, appendectomy, arthroplasty, arthroscop*,
autopsy, biops*, blood test*, blood transfusion*, bone marrow, bone scan, bowel resection, bronchoscop*,
bypass surgery, c-section, caesarean, cardioversion, catheter*, cesarean, chest x-ray, cholecystectomy, circumcis*,
colonoscop*, colostom*, coronary bypass, cpap, craniotomy, ct scan*, cystoscop*, defibrillat*, dialys*,
dilation and curettage, ecg, echocardiogra*, eeg, ekg, electroconvuls*, embryo transfer, endoscop*, epidural,
extubat*, fertility treatment, gastric band, gastric sleeve, gender reassign*, heart surgery, heart transplant,
hip replacement*, hysterectomy, ileostomy, immunis*, immuniz*, in labor, in labour, intravenous*, intubat*, ivf,
joint replacement, kidney transplant, knee replacement*, knee surgery, laparoscop*, laparotomy, lasik,
liver transplant, lobectomy, lumbar puncture, lumpectomy, lung transplant, mammogra*, mastectomy, mri, nephrectomy,
oophorectomy, open heart, orchiectomy, organ donor*, pacemaker*, pap smear, paracentesis, pelvic exam, pet scan,
prosthe*, psychotherap*, radiation therapy, radiograph*, radiotherap*, resuscitat*, root canal, sigmoidoscop*,
skin graft*, spirometr*, splenectomy, stem cell transplant, sutures, termination of pregnancy, thoracentesis,
thoracotomy, thyroidectomy, tonsillectomy, tracheo*, transplant list, tubal ligation, ultrasound, vaccinat*,
vasectomy, venepuncture, ventilator, x-ray, xray
"""

TESTS = """
a1c, abnormal smear, albumin, alkaline phosphatase, antibody titer, apgar, bilirubin, biomarker*, blood count,
blood glucose, blood group, blood work, bloodwork, body mass index, brca*, brca1, brca2, bun of, c-reactive,
calcium level, cd4, creatinine, crp, d-dimer, egfr, ejection fraction, fasting glucose, ferritin, gene mutation,
genetic test*, gfr, gleason, glucose level, haematocrit, haemoglobin, hba1c, hematocrit, hemoglobin, inr of,
karyotype, lab results, lactate of, ldl, lipase, lipid panel, liver enzymes, liver function, mmhg, neutrophil*,
oxygen saturation, pap test, pcr positive, platelet*, potassium level, pregnancy test, prolactin, psa level*,
pulse oximet*, serum creatinine, serum level*, sodium level, spo2, t-score, test results came back,
tested positive, tests positive, tox screen, toxicology, triglycerid*, troponin, trough level*, tsh, urinalysis,
urine drug screen, urine test, viral load, vital signs, vitals stable, wbc, white blood cell*, white cell*
"""

SHORT = """
AVC, ACV, SEP, BPCO, EPOC, VIH, TDAH, KHK, ABG, ADLs, AF, AIDS, AKI, ARDS, BKA, Bloods, BPH, CABG, CBC, CBT, CCU,
CHF, CKD, CML, COPD, CVA, CXR, DKA, DM2,
DMT2, DNAR, DNR, DVT, ECG, ECT, EEG, EKG, ESRD, ETOH, EtOH, FBC, GAD, GBM, GCS, GERD, GORD, HCC, HCV, HFpEF, HFrEF,
HIV, HLD, HPI, HRT, HSV, HTN, IBD, IBS, ICU, INR, IUD, IUFD, IUGR, IVDU, LFTs, LVEF, MDMA, MRSA, NBM, NICU, NIDDM,
NKDA, NPO, NSTEMI, OCD, OSA, PCOS, PDAC, PICC, PKU, PMH, POD1, POD2, PTSD, PVD, ROS, RSV, SAH, SLE, SOBOE, STDs,
STEMI, STIs, SVT, T1DM, T2DM, TAVI, TAVR, TB, TBI, TIA, TKR, TPN, TTO, TTOs, TURP, UTI, VTE, XRT
"""

WEAK = """
smear, scan, drain, handover, post-op, pre-op, overnight obs, obs, sats, trough, next dose, on call, catheterised,
referring this, thank you for referring, handover, stool, urine, swab, dressing, spiked,
admission note, admitted, ambulance, attending, bed, bed rest, bedridden, bedside, biopsy, bleeding, bloods,
bloods taken, cardiolog*, care home, care worker, caregiver, case notes, charted, chief complaint, clinic,
clinician*, complaining of, complains of, condition is, coroner, crisis team, demented, denies, dermatolog*,
diagnos*, discharge, discharge summary, discharged, disease, doctor, dosage, ed visit, emergency department,
emergency room, endocrin*, examination revealed, family history, follow-up appointment, gastroenterolog*,
general practitioner, geriatric, gp, gynaecolog*, gynecolog*, haematolog*, health record*, hematolog*, history of,
home visit, hospice, hospital bed, hospital, hospitals, hospitalis*, hospitaliz*, hospitalised, hospitalized,
icd-10, ill with, illness*, immunolog*,
in-patient, inpatient, intensive care, lab report, lab result*, medical history, medical record*, medically,
medicat*, meds, mg bd, mg daily, mg od, mg twice, midwife, morgue, mrn, mutation, nephrolog*, neurolog*,
next of kin, nhs, nurse, nursing home, obstetric*, off sick, on examination, oncolog*, operated on, ophthalmolog*,
orthopaed*, orthoped*, out-patient, outpatient, patholog*, patient, patient's, patients, pcp, physician*, physio,
physiotherap*,
prescri*, presented with, presenting with, presents with, prognosis, psychiatr*, psychologist, pt, referral letter,
referred by, safeguarding, seen in clinic, sick note, side effect*, signed off sick, social worker, surgeon,
surgery, surgical, symptom*, tablet daily, telehealth, therapist, transplant, treated for, treatment, triage,
unwell, urolog*, vital, ward, wound, wounds
"""

OTHER_LANGUAGES = """
klagt seit, klagt über, beschwerden, krankgeschrieben, krankschreib*, arbeitsunfähig*,
en arrêt maladie, de baja médica, suivie pour, suivi pour,
aangehouden depress*, aborto, adicci*, alcoólatra, alergi*, alkohol*, allergie, anemia, ansiedad, antidepres*,
apoplej*, arritmia, artritis, asma, asthme, ataque al corazon, bauchspeichel*, bestrahl*, bipolair*, bloeddruk,
blutdruck, blutdruckes, blutzucker, brustkrebs, cancro, chemothera*, chimio*, chirurg*, chirurgie, cirug*,
cirurgi*, ciąż*, colesterol, crise cardiaque, cukrzyc*, cáncer, darmkrebs, demencia, demenz, demência, depresi*,
depresj*, depressiv*, derrame, diabet*, diabèt*, diagnóst*, diyabet*, douleur*, dysleks*, dépressi*, dépression,
embaraz*, enceinte, enferm*, entlass*, epileps*, epilessia, erkrank*, esclerosis, esquizof*, febbre, fibromi*,
fiebre, fièvre, fractur*, frattura, gehirn*, geschlechtskrank*, gravid*, grippe, grávida, gürtelrose, hamile,
hartaanval, hartfalen, hepatit*, herzinfarkt*, herzinsuff*, hipertens*, hirntumor, hospitalis*, hospitaliz*,
infarctus, infarto, ingresad*, ipertens*, kanker, kankerpat*, kanser*, kemoterapi*, krank, kranken*, krankenhaus,
krankheit*, krebs*, kreft*, leber*, lekarz*, leucem*, leucém*, leukäm*, lungenentz*, lungenkrebs, magengeschw*,
magenschm*, malad*, malato, medicament*, migrañ*, migrän*, médicament*, nadciśnienie, neoplas*, nieren*, nowotw*,
operiert, opgenomen, opname, ospedale, ospital*, paciente*, patienten, patientin, patiënt*, pazient*, pilule,
presión arterial, pressão alta, psiqui*, psychiat*, querschnitt*, quimio*, rak piersi, ricoverat*, ricovero,
rolstoel, schlaganfall, schmerz*, schwanger*, sjuk*, sjukdom, sjukhus, smerter, sucht*, suizid*, sygdom, sygemeld*,
syk, sykdom*, syndrom, szpital*, tumeur*, tumore, urgences, urgencias, vih, ziekenhuis, ziekte, zwanger,
zwangerschap, überweis*, беременн*, больниц*, депресс*, диабет*, рак, السكري, سرطان
"""

UNSPACED = ("うつ病", "がん", "妊娠", "怀孕", "癌", "糖尿病", "高血压", "고혈압", "당뇨", "암 진단", "艾滋", "抑郁")
"""Terms of languages that set no spaces between words; found anywhere."""

SUFFIXES = (
    "schmerz", "schmerzen", "krebs", "erkrankung", "entzündung", "störung",
    "itis", "aemia", "glycemia", "kalemia", "natremia", "lipidemia", "oxemia", "ectomy", "ostomy", "otomy",
"oscopy", "plasty", "algia", "plegia", "rrhea", "rrhoea", "penia",
    "megaly", "uria", "opathy", "carcinoma", "sarcoma", "blastoma", "sclerosis", "trophy", "lysis therapy",
    "pril", "sartan", "statin", "olol", "dipine", "azole", "cillin", "mycin", "floxacin", "cycline", "gliptin",
    "gliflozin", "glutide", "parin", "oxetine", "azepam", "zolam", "mab", "tinib", "vir", "caine", "thiazide",
"setron",
    "triptan", "profen", "barbital", "afil", "cef", "zumab", "ximab", "lukast", "prazole", "tidine", "pidem",
"done HCl",
)  # fmt: skip
"""Endings that only words of medicine have; checked for words of at least seven letters."""

_NOT_MEDICAL = """
spectroscopy microscopy horoscopy stereoscopy trophy sympathy nostalgia manuria april mab kebab elvir louvir nadir
reservoir souvenir boudoir tamir vladimir
casimir fakir kashmir pamir emir abattoir memoir repertoire homeopathy osteopathy catastrophy entropy philanthropy
apostrophe vir lobotomy dichotomy anatomy autonomy taxonomy appalling ukraine chocolatine proper maple
"""
NOT_MEDICAL = frozenset(_NOT_MEDICAL.split())
"""Words with such an ending that are not, or that stand in the lists above."""
