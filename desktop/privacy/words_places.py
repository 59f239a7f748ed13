"""Places too wide to point at anybody, and bodies that everybody deals with. From the author's own knowledge."""

from __future__ import annotations

_WIDE = """
afghanistan albania algeria andorra angola argentina armenia australia austria azerbaijan bahrain bangladesh
barbados belarus belgium belize benin bhutan bolivia bosnia botswana brazil brunei bulgaria burundi cambodia
cameroon canada chad
chile china colombia congo croatia cuba cyprus czechia denmark djibouti ecuador egypt england eritrea estonia
ethiopia fiji finland france gabon gambia germany ghana greece grenada guatemala guinea guyana haiti honduras
hungary iceland
india indonesia iran iraq ireland israel italy jamaica japan jordan kazakhstan kenya kuwait laos latvia lebanon
lesotho liberia libya lithuania luxembourg madagascar malawi malaysia mali malta mauritius mexico moldova monaco
mongolia
montenegro morocco mozambique myanmar namibia nepal netherlands nicaragua niger nigeria norway oman pakistan panama
paraguay peru philippines poland portugal qatar romania russia rwanda scotland senegal serbia singapore slovakia
slovenia
somalia spain sudan suriname sweden switzerland syria taiwan tajikistan tanzania thailand togo tunisia turkey
turkmenistan uganda ukraine uruguay usa u.s. us uk u.k. uzbekistan venezuela vietnam wales yemen zambia zimbabwe
africa america americas antarctica asia europe eu oceania scandinavia balkans caribbean mediterranean atlantic
pacific arctic earth
alabama alaska arizona arkansas california colorado connecticut delaware florida georgia hawaii idaho illinois
indiana iowa kansas kentucky louisiana maine maryland massachusetts michigan minnesota mississippi missouri montana
nebraska
nevada ohio oklahoma oregon pennsylvania tennessee texas utah vermont virginia wisconsin wyoming ontario quebec
alberta manitoba saskatchewan bavaria catalonia
britain northern southern western eastern north south west east central us-based american british european african
asian
"""
WIDE_PLACES = frozenset(_WIDE.split())

_BODIES = """
fda, who, cdc, nih, nhs, nice, cms, hhs, ema, mhra, epa, osha, aha, acc, ada, acog, aap, acs, asco, esc, ers, gold,
gina, kdigo, uspstf, medicare, medicaid, red cross, united nations, un, unicef, world health organization,
american heart association, american diabetes association, american cancer society, food and drug administration,
mayo clinic, cleveland clinic, harvard, stanford, oxford, cambridge, pubmed, cochrane, nejm, lancet, jama, bmj,
nature, science,
google, microsoft, apple, amazon, meta, facebook, twitter, openai, anthropic, ibm, intel, nvidia, netflix, tesla,
wikipedia, youtube, linkedin, reddit, stack overflow, github, eu, nato, irs, sec, ftc, finra, fed, federal reserve,
ecb, imf, world bank,
congress, senate, parliament, supreme court, government, gdpr, hipaa, pfizer, moderna, astrazeneca, novartis, roche,
merck, bayer, sanofi, johnson, epic, cerner, uptodate, medscape, webmd, excel, python, java, spanish, french,
german, english, latin
"""
PUBLIC_BODIES = frozenset(term.strip() for line in _BODIES.split("\n") for term in line.split(",") if term.strip())
