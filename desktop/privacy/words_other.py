"""Words of money, of kinship, names of medicine that are not people, and a short list of given names.

From the author's own knowledge. One term a line or between commas; a trailing * stands for any ending.
"""

FINANCE = """
kreditantrag, schufa, negativ bei der schufa, dispo, überzogen, pfändung, garnishment, returned debits, en paro,
account number, adjusted gross income, arrears, asset freeze, bank balance, bank details, bank statement*,
bankrupt*, beneficiary account, bulletin de paie, busta paga, credit card debt, credit history, credit rating,
credit report, credit score, debt collect*, debtor*, default on, defaulted, dettes, deudas, découvert, evicted,
extracto bancario, fico, final demand, foreclos*, garnish*, gehaltsabrechnung, heloc, hipoteca, hypothek,
in arrears, insolven*, insurance payout, ira account, isa account, kontonummer, kontostand, late payment*,
lohnabrechnung, margin call, mietschulden, nómina, overdraft*, overdrawn, overdue balance, pay stub*, paycheck*,
payslip*, paystub*, prestito, repossess*, schulden, suitability assessment, suspicious activity report,
tax evasion, tax fraud, tax return*, unpaid balance, w2 form, wage garnish*, zahlungsrückstand
"""

FINANCE_WEAK = """
1099, 401k, account balance, account holder, alimony, annual income, annual salary, balance of, bank account,
base salary, beneficiary, bonus, borrower*, brokerage account, capital gain*, checking account, child support,
client, collateral, credit limit, creditworth*, current account, debt, debts, direct debit, direct deposit,
divorce settlement, eviction, expense claim, gehalt, gross pay, household income, iban, income tax, inheritance,
installment*, instalment*, insurance claim, invoice, joint account, kredit, kyc, lender, life insurance,
line of credit, loan, loan application, loans, lohn, money launder*, monthly income, mortgage*, net income,
net worth, offshore account, overdue, owes, payroll, pension*, portfolio, premium, probate, redundancy, refinanc*,
repayment*, routing number, salaire, salaries, salario, salary, savings account, severance, share options,
sort code, stipendio, stock options, student loan*, tax id, unemployment benefit*, universal credit, w-2, wages,
wire transfer*, withdrawal, withholding
"""

EPONYMS = """
addison, allen, alport, alzheimer, amyand, angelman, apgar, apley, ashworth, asperger, austin flint,
babinski, baker, bandura, barlow, barr, barre, barrett, barré, barthel, bartter, basedow, basel, beck, becker,
behcet, behçet, bell, bentall, berger, bernard, billroth, bishop, blalock, blatchford, bochdalek, borg, bosniak,
bowen, bowlby, braden, breslow, bright, bristol, broca, brugada, budd, buerger, burkitt, centor, chagas, charcot,
chiari, child, christmas, chvostek, clark, conn, cooley, coombs, corrigan, creutzfeldt, crick, crohn, cushing,
dandy, danlos, dercum, dix, down, downs, duchenne, duke, dupuytren, duroziez, eaton, ebstein, edinburgh, edwards,
ehlers, eisenmenger, ellison, epley, epstein, epworth, erikson, ewing, fabry, fallot, fanconi, felty, finkelstein,
fisher, fitzpatrick, fleming, foley, folstein, fontan, forrest, framingham, frank, freud, friedreich, galen,
garden, gaucher, gehrig, gerstmann, gilbert, glasgow, gleason, glenn, goodpasture, gram, grave, graves, guillain,
gustilo, hageman, hallpike, hamilton, hampton, harris, hartmann, hashimoto, hawkins, heberden, hegglin, heimlich,
heller, henoch, hippocrates, hirschsprung, hodgkin, hoehn, homans, horner, huntington, hurler, jacksonian, jakob,
jatene, jenner, jod, johnson, jung, kaposi, kartagener, kawasaki, kegel, kerley, kernig, killip, kleinfelter,
klinefelter, koch, kocher, koplik, korsakoff, kubler, kussmaul, lachman, lambert, langerhans, lasegue, lasègue,
levine, lewy, likert, lister, littre, lou, ludwig, lyme, lynch, mallampati, mallory, mantoux, marfan, marie,
maslow, may, mcburney, mcisaac, mcmurray, meckel, meniere, menkes, mini-cog, mohs, morgagni, munchausen, murphy,
musset, ménière, neer, nightingale, nikolsky, nissen, noonan, norton, norwood, ober, osgood, osler, paget, pap,
papanicolaou, parkinson, pasteur, patrick, pavlov, perthes, peyronie, phalen, piaget, pick, plummer, pompe, pott,
prader, prinzmetal, pugh, quincke, rankin, ranson, rashkind, raynaud, reiter, rett, reye, richter, rinne, rockall,
romberg, rosenbaum, ross, roux, rovsing, sabin, sachs, salk, salter, schilling, schirmer, schlatter, schonlein,
semmelweis, semont, sever, sheehan, sims, sjogren, sjögren, skinner, snellen, soulier, spigelian, spurling,
starling, stevens, still, sturge, sydenham, takayasu, takotsubo, tanner, taussig, tay, thomas, tietze, tinel,
tourette, trendelenburg, trousseau, turner, tzanck, valsalva, vincent, vinson, virchow, von willebrand,
waldenstrom, waterlow, watson, weber, wegener, weiss, wells, wernicke, westermark, whipple, white, willebrand,
willi, williams, wilms, wilson, wolff, wood, yahr, zenker, zollinger
"""
"""People whose name is that of a disease, sign, score or operation, or of a textbook."""

EPONYM_HEADS = """
ankle, anomaly, apparatus, artery, arthropathy, ascitic, burden, canal, catheter, cell, cells, chorea, circle,
classification, contracture, crisis, criteria, curve, cycle, cyst, deformity, disease, disorder, distribution,
duct, dystrophy, effect, encephalopathy, equation, esophagus, fistula, fracture, gland, grade, hernia, hierarchy,
index, inequality, law, lesion, lymphoma, macroglobulinemia, maneuver, manoeuvre, method, node, nodes, oesophagus,
operation, ophthalmopathy, palsy, phenomenon, point, position, procedure, protocol, psychosis, pyramid, reflex,
rule, sarcoma, scale, scan, score, sign, spots, stage, staging, stain, syndrome, syndromes, technique, test,
tetralogy, theorem, theory, thyroiditis, tic, triad, tumor, tumour, ulcer, virus
"""

NOT_NAMES = """
a-fib, ace, acls, ada, afib, aha, alexa, alt, ama, ansible, apgar, april, ast, august, bert, best, bible, bmi, bnp,
bp, bun, calculate, cbc, cbd, cdc, cha2ds2, cha2ds2-vasc, chads, chatgpt, chf, christmas, ckd, claude, cmp, cms,
compare, coombs, copd, copilot, covid, covid-19, cpr, cpt, crp, csf, ct, ctscan, curb-65, cxr, dad, dear, december,
describe, diwali, django, dka, dm, dna, docker, doctor, draft, dvt, earth, easter, ecg, eeg, ehr, ekg, elisa, emr,
esr, excel, explain, father, fda, february, fhir, figma, flask, friday, gad-7, gcs, gdpr, gemini, gerd, gfr, gi,
github, give, gleason, god, google, gpt, gpt-4, grandma, grandpa, haiku, halloween, hanukkah, haskell, hba1c, hcg,
hdl, heart, hedis, hello, hey, hfref, hi, hipaa, hiv, hl7, hpv, htn, ibs, icd, icd-10, icu, inr, iv, jack, january,
java, javascript, jenkins, jesus, jira, json, julia, july, june, jupiter, kegel, kubernetes, ldl, lfts, linux,
list, llama, llm, loinc, madam, march, mars, maven, mcv, meld, mercury, mistral, mmr, mmse, moca, mom, monday,
moon, mother, mri, mrsa, ms, mum, mysql, neptune, nice, nih, notion, november, nsaid, nsaids, nstemi, numpy, nurse,
ocd, october, opus, pandas, pascal, patient, pcr, pdf, pe, perl, pet, phq, phq-9, pluto, postgres, postgresql, psa,
pt, pth, ptsd, pud, pytest, python, qsofa, quran, qwen, ramadan, rbc, react, regards, regex, rewrite, rna, rsv,
ruby, rust, salesforce, sap, sars, sars-cov-2, saturday, saturn, scala, september, sir, siri, sirs, slack, sle,
sofa, sonnet, sql, ssri, ssris, std, stemi, summarise, summarize, sun, sunday, swift, t2dm, t3, t4, tb, thanks,
thanksgiving, thursday, tia, tnf, torch, translate, tsh, tuesday, typescript, ubuntu, uranus, usmle, uti, vasc,
venus, vte, wbc, wednesday, who, windows, word, write
"""
"""Short forms, products and words that the model takes for names."""

RELATIVES = """
accountant, apprentice, assistant, aunt, auntie, baby, babysitter, best friend, boss, boyfriend, bro, brother,
brother-in-law, child, cleaner, client, co-worker, coach, colleague, cousin, coworker, dad, daddy, daughter,
daughter-in-law, direct report, driver, eldest, employee, ex, ex-boyfriend, ex-girlfriend, ex-husband, ex-wife,
father, father-in-law, fiance, fiancee, fiancé, fiancée, flat mate, flatmate, foster child, foster son, friend,
gardener, gf, girlfriend, goddaughter, godson, gran, grandad, granddad, granddaughter, grandfather, grandma,
grandmother, grandpa, grandparent, grandson, grandson's, guardian, hairdresser, housemate, hubby, husband, intern,
kid, landlady, landlord, line manager, lodger, manager, mate, mom, mommy, mother, mother-in-law, mum, mummy, nan,
nan's, nana, nanny, neighbor, neighbour, nephew, newborn, niece, oldest, parent, partner, pastor, professor,
receptionist, roommate, secretary, sibling, sis, sister, sister-in-law, son, son-in-law, spouse, stepbrother,
stepdad, stepdaughter, stepfather, stepmom, stepmother, stepsister, stepson, student, supervisor, teacher,
team lead, teammate, tenant, therapist, toddler, twin, twins, uncle, wife, youngest
"""

NAMES = """
aaron abdul abigail adam adriana agnes ahmed aisha alan albert alejandro alessandro alex alexander alexandra alexis
alfred ali alice alicia alison allison amanda amelia amina amir amy ana andrea andreas andrew andrzej ann angela
angelica
anita anna anne annette annie anthony antoine antonio ariana arjun arnold arthur ashley audrey ayesha barbara beatrice
becky ben benedict benjamin bernadette bernard bethany betty beverly björn bob bonnie boris brad bradley brandon
brenda brian bridget bruce bruno bryan caitlin calvin camille carla carlos carmen caroline carolyn catherine
cathy cecilia charles charlotte chen cheryl chloe chris christian christina christine christopher cindy claire clara
clarence claudia colin connor craig cristina crystal curtis cynthia daniel daniela danielle darren dave david deborah
debra deepak denise dennis derek derrick diana diane diego dieter dimitri dmitri dolores dominic donald donna doris
dorothy douglas dylan edgar edith eduardo edward edwin eileen elaine eleanor elena eli elias elif elijah elizabeth
ella ellen emily emma enrique eric erica erik erika erin ernest esther ethan eugene eva evelyn fatima felicia felipe
felix fernando fiona frances francesca francis francisco frank franz françois fred frederick gabriel gabriela
gareth gary gavin geoffrey george gerald geraldine gerard gianni gilbert gina giovanni giulia giuseppe gladys
glenn gloria gordon graham greg gregory greta guillermo gustavo hamza hannah hans harold harriet harry hassan hector
heidi heinz helen helena helga henri henry herbert hilary hiroshi howard hugh hugo ian ibrahim ignacio ines ingrid
irene iris isaac isabel isabella ivan jack jackie jacob jacqueline jacques jake jakub james jamie jan jane janet
janice jasmine jason javier jean jeanette jeff jeffrey jennifer jenny jeremy jerome jerry jesse jessica jesus jill jim
joan joanna joanne joe joel johan johannes john johnny jonathan jorge jose joseph josephine joshua josé joyce juan
juanita judith judy jules julian julie julien justin jürgen kaitlyn karen karim karin karl kate katherine
kathleen kathryn kathy katie kayla keith kelly ken kenji kenneth kevin khadija khalid kimberly klaus kristen kristin
kristina krzysztof kumar kyle lakshmi larry laura lauren laurence laurie lawrence leah leila leon leonard leroy leslie
lewis liam linda lindsay lisa lloyd lorenzo lorraine louis louise luca lucas lucia lucy luis luke lydia lynn madison
magda maggie malcolm mandy manuel marc marcel marcia marco marcus margaret maria marie marilyn mario marion marjorie
marta martha martin martina marvin mary maryam mateusz mathew matteo matthew matthias maureen maurice max maya megan
mehmet mei melanie melissa mia michael michaela michał michel michelle miguel mike milan mildred ming miriam mohamed
mohammad mohammed molly monica monika morgan moritz muhammad mustafa nadia nancy naomi natalia natalie natasha nathan
nathaniel neil nicholas nicola nicole nigel nikhil nina noah nora norma olga oliver olivia omar oscar otto owen
pablo pamela paolo patricia patrick patty paul paula pauline pavel pedro peggy penny peter petra phil philip philippe
phillip phyllis pierre piotr priya rachel rafael rahul rajesh ralph ramon randy raphael raymond rebecca regina rene
renee ricardo richard rita robert roberta roberto robin rodney roger roland ronald rosa rosemary roxanne roy ruben
rudolf russell ruth ryan sabine sabrina sally salma samantha samir samuel sandra sandy sanjay sara sarah sasha sean
sebastian sergei sergio shannon sharon shaun shawn sheila shelley sheryl shirley sidney silvia simon simone sofia
sonia sophia sophie stacey stacy stanley stefan stefania stella stephan stephanie stephen steve steven stuart sunita
susan suzanne sven svetlana sylvia takashi tamara tanya tara tariq tatiana ted terence teresa terry theodore theresa
thomas tiffany tim timothy tina todd tom tomasz tommy tomás tony tracey tracy travis trevor tyler ursula valentina
valerie vanessa vera veronica vicki victor vijay vincent viola violet vivian vladimir walter wanda
wang wayne wei wendy wilhelm william wolfgang xavier yasmin yuki yusuf yvonne zachary zainab zoe zofia
"""
"""Given names that are not words of the language; a second opinion beside the model,
to be replaced by a longer list."""
