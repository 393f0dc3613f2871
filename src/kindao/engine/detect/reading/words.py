"""Lists of words, plain (no diacritics), used by the patterns. Short on purpose: what they miss is
covered all the same, since every text region is; they tell the report what kind of text it was."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _phrases(text: str) -> frozenset[str]:
    return frozenset(text.split("|"))


SURNAMES = _words(
    "nguyen tran pham huynh hoang phan dang bui ngo duong truong trinh doan luong luu quach phung nghiem vuong "
    "trieu khuat thieu"
)
"""Vietnamese family names that are hardly any other word, even without diacritics."""

MARKED_SURNAMES = _words(
    "lê đỗ hồ lý võ vũ đào tạ tô lâm đinh đoàn hà mai cao đàm thái châu kiều tống mạc lục giang lã từ bạch"
)
"""Family names that need their diacritics, or a middle name after them, to be told from other words."""

MARKED_TITLES = dict(
    pair.split(":") for pair in _words("chi:chị ba:bà co:cô chu:chú bac:bác be:bé ong:ông ban:bạn me:mẹ bo:bố")
)
"""How people are called, by the plain word."""

MIDDLE = _words(
    "van thi ngoc minh huu duc xuan quoc hoang thanh kim dinh cong quang anh tuan bao gia thuy phuong hong my "
    "khanh thu dieu tuyet bich cam hai mong nhat tien viet trong manh hoai the dang ba phuc"
)

SYLLABLE = (
    r"(?:ngh|ng|nh|ch|gh|gi|kh|ph|qu|th|tr|[bcdghklmnpqrstvx])?"
    r"(?:oach|oanh|oang|oai|oam|oan|oac|oat|oay|oen|oet|oa|oe|oi|oc|om|ong|on|op|ot|o|"
    r"uyen|uyet|uych|uynh|uya|uyt|uyn|uy|uang|uan|uat|uay|ua|uenh|uen|ue|ui|um|ung|un|uoc|uoi|uom|uong|uon|uop|uot|uou|"
    r"uc|up|ut|uu|u|ach|anh|ang|ac|ai|am|an|ao|ap|at|au|ay|a|eng|ech|enh|ec|em|en|eo|ep|et|eu|e|"
    r"iec|iem|ieng|ien|iep|iet|ieu|ia|ich|inh|im|in|ip|it|iu|i|yem|yeng|yen|yet|yeu|ynh|y)"
)
"""Source: the onsets and rimes of written Vietnamese, diacritics dropped."""

PLACES = _phrases(
    "ha noi|ha nam|ha tinh|ha giang|ha dong|ha long|ho chi minh|ho tay|ho guom|lam dong|cao bang|thai binh|"
    "thai nguyen|thai lan|mai chau|ly son|giang vo|cao lanh|dong nai|dong thap|la gi|vu han|tu liem|dao phu quoc"
)
"""Places whose names begin like a family name."""

GIVEN = _words(
    "james john robert michael william david richard joseph thomas charles christopher daniel matthew anthony mark "
    "steven paul andrew joshua kevin brian george edward peter jack harry roy adam mary patricia jennifer linda "
    "elizabeth barbara susan jessica sarah karen nancy lisa margaret sandra ashley emily kimberly emma olivia "
    "sophia anna maria laura julia alice helen jane kate rachel hannah amy ruth claire diana eva nina jan piotr "
    "ewa jean pierre marie hans ivan olga li wei yuki kenji min jose juan carlos ana luis ahmed mohamed fatima ali "
    "jenny jennie tommy tom timothy kelly katie kathy ellen lucy ella mia chloe sophie natalie vanessa victoria nicole "
    "stephanie rebecca samantha alexander benjamin jacob ethan oliver liam noah lucas henry oscar leo felix simon "
    "jasmine cindy tiffany wendy jessie annie betty nathan dylan ryan eric brandon justin tony johnny bobby billy"
)
"""Common given names outside Viet Nam."""

HEALTH = (
    r"hiv|aids|sida|arv|ung thu|u ac tinh|carcinoma|cancer|tumou?r|melanoma|leuka?emia|di can|metasta\w+|hoa tri|"
    r"chemotherapy|viem gan(?: (?:sieu vi )?[abc])?|hepatitis(?: [abc])?|giang mai|syphilis|"
    r"lau(?= (?:cau|man tinh|cap))|gonorrho?ea|chlamydia|sui mao ga|mun rop sinh duc|herpes|hpv|"
    r"benh lay qua duong tinh duc|lao phoi|benh lao|tuberculosis|dai thao duong(?: tip \d)?|tieu duong|diabetes|"
    r"diabetic|tang huyet ap|cao huyet ap|hypertension|dot quy|tai bien mach mau nao|stroke|nhoi mau co tim|"
    r"myocardial infarction|suy tim|heart failure|suy than|renal failure|tram cam|depression|"
    r"tam than(?: phan liet)?|schizophrenia|bipolar|roi loan lo au|tu ky|autism|dong kinh|epilepsy|sa sut tri tue|"
    r"dementia|alzheimer\w*|thoat vi dia dem|gay xuong(?: \w+){0,2}|fracture\w*|hen suyen|hen phe quan|asthma|copd|"
    r"covid(?:-19)?|mang thai|co thai|thai nhi|pregnan\w+|pha thai|abortion|say thai|miscarriage|vo sinh|hiem muon|"
    r"infertil\w+|ivf|thu tinh (?:trong )?ong nghiem|thu tinh nhan tao|liet duong|roi loan cuong duong|"
    r"erectile dysfunction|xuat tinh som|chuyen gioi|chuyen doi gioi tinh|transgender|gender reassignment|"
    r"nghien (?:ma tuy|ruou)|drug addict\w*|methadone|ma tuy|bao hanh (?:gia dinh|tre em)|xam hai|abuse|ghep than|"
    r"ghep gan|transplant\w*|hien tang|vay nen|psoriasis|bach bien|vitiligo|lupus|gay mui|seo loi|keloid|"
    r"benh xa hoi|benh hoa lieu|hoa lieu|benh phu khoa|viem phu khoa|viem am dao|viem co tu cung|"
    r"u xo(?: tu cung)?|u nang(?: buong trung)?|u nao|u phoi|u gan|u tuyen giap|buong trung da nang|"
    r"da nang buong trung|lac noi mac tu cung|polyp tu cung|sa tu cung|sa sinh duc|thai ngoai tu cung|thai luu|"
    r"cuong giap|suy giap|basedow|buou co|tuyen giap ac tinh|parkinson|gout|benh gut|viem khop dang thap|"
    r"cot song dinh khop|thalassemia|tan mau(?: bam sinh)?|ha?emophilia|mau kho dong|bach cau(?: cap)?|xo gan|"
    r"gan nhiem mo|suy gan|soi than|chay than|loc mau|hoi chung (?:down|than hu|ruot kich thich)|bai nao|bai liet|"
    r"liet nua nguoi|tu sat|luong cuc|roi loan tam than|roi loan an uong|roi loan tien dinh|roi loan kinh nguyet|"
    r"ro hau mon|hpv duong tinh|zona|lao hach|lao xuong|viem loet da day|viem dai trang|benh crohn|hep van tim|"
    r"ho van tim|benh tim bam sinh|rung nhi|viem mang nao|xuat huyet nao|yeu sinh ly|roi loan cuong|het kinh som|"
    r"suy buong trung|dai thao duong thai ky|tien san giat|hysterectomy|cat tu cung|endometriosis|fibroids?|"
    r"parkinson'?s|multiple sclerosis|std|sti|cirrhosis|lymphoma|"
    r"chan doan|diagnosis|diagnosed"
)
"""Health words that tell of a person's illness, pregnancy, sex life or addiction. Words for what a clinic
sells (nâng mũi, trị mụn, rhinoplasty) are not here: every advert has them."""

HEALTH_MARKED = _phrases(
    "lậu|trĩ|bệnh trĩ|động kinh|k vú|k giáp|k tuyến giáp|k phổi|k gan|k đại tràng|k trực tràng|k dạ dày|"
    "k cổ tử cung|k tử cung|k buồng trứng|k vòm|k vòm họng|k vòm mũi họng|k lưỡi|k tụy|k tuỵ|k xương|k máu|k da|k thận|"
    "k bàng quang|k tiền liệt tuyến|k tuyến tiền liệt|k thực quản|k hạch|k thanh quản|k não"
)
"""Illnesses that are other words without their marks; K is cancer in every ward. Without any mark only with a capital
K: K vu."""

HEALTH_SHORT = frozenset({
    "ĐTĐ", "THA", "NMCT", "TBMMN", "TBMN", "BTTMCB", "VGB", "VGC", "HBV", "HCV", "HSV", "SLE", "STD", "STI", "STDs",
    "STIs", "PCOS", "ADHD", "PTSD", "GERD", "LNMTC", "UXTC", "BPTNMT", "VKDT", "BTM", "CKD", "TNGT",
})  # fmt: skip
"""Illnesses as records shorten them, with their capitals."""

FAMILY = (
    _words(
        "nguyễn trần phạm huỳnh hoàng phan đặng bùi ngô dương trương trịnh đoàn lương lưu quách phùng nghiêm vương "
        "triệu khuất thiều"
    )
    | MARKED_SURNAMES
)
"""Family names as they are written with their marks."""

GIVEN_PLAIN = _words(
    "huong linh trang thao huyen khanh lan loan nga nhung oanh phuong quynh tram thuy tuyet uyen vy yen duyen trinh "
    "mai hoa ngoc hue diem tuan hung cuong duc hieu kien vinh nghia phuc"
)
"""Given names that may be told without their marks where something else says that a person is meant."""

GIVEN_MARKED = _words(
    "hương linh trang thảo huyền khánh lan loan nga nhung oanh phương quỳnh trâm thủy thuỷ tuyết uyên vy yến duyên "
    "trinh mai hoa ngọc hằng huệ dung diễm tuấn hùng cường đức hiếu kiên vinh nghĩa phúc hà hạnh hiền hồng thư thúy "
    "thuý nhi tâm bình dũng sơn quân huy đạt long phong tài thắng toàn trung tú việt ly thu thương trúc như my"
)

MINORITY = _words(
    "giàng sùng vàng thào hạng lầu cứ chang tráng lù lò quàng lường tòng vừ hờ phàn tẩn chảo lềnh sình sìn cháng cư "
    "giống mua mùa hầu lừu sồng chá ly cầm cà bế nông hứa đèo khoàng pờ chẻo lý bàn phùng ma má thạch danh neáng sơn"
)
"""Family names of Hmong, Thái, Dao, Tày, Hà Nhì and Khmer, as they are written."""

CLANS = _words(
    "êban niê kđăm byă mlô êñuôl kbuôr ayŭn ksor rcom rahlan rmah kpă siu nay rơ adrơng knul ênuôl bkrông hmok hwing"
)
"""Family names of Êđê and Gia Rai, which follow the given name or stand before it."""

BETWEEN = _words("a thị mí seo láo lao páo chí dỉ sảo vả mỷ văn")
"""What stands between a family name of `MINORITY` and a given name."""

CALLED = {
    plain: marked
    for plain, _, marked in (
        pair.partition(":")
        for pair in _words(
            "chi:chị anh:anh em:em co:cô chu:chú bac:bác be:bé ong:ông ba:bà ban:bạn me:mẹ ms:ms mr:mr mrs:mrs"
        )
    )
}
"""How somebody is called in thanks, by the plain word."""

CALLERS = (
    r"(?<![^\W_])(?:(?:co |anh |hai |my |quy )?(?:nang|chang)|(?:nu |nam )?(?:khach|benh nhan)"
    r"(?: (?:yeu|iu|quen|cu|vip|ruot|nhi|nu|nam|cung))*|"
    r"(?:co|em|chi) gai|my nhan|ban (?:nu|nam|gai|trai)|hot ?girl|hot ?boy)(?![^\W_])"
)
"""How posts speak of a patient, besides titles."""

PHRASES = _phrases(
    "thanh xuan|hoa hong|hanh phuc|binh an|an binh|hoa mai|hoa lan|hoa dao|hoa hue|hong ngoc|bach hoa|hoa ngoc|"
    "phuc hoa|tam an|anh trang|kim long|xuan hong|dao hoa|mai hoa|ngoc linh|tuyet hoa|hong hoa|phuong hoa|vinh phuc|"
    "ha long|cuc phuong|ngoc lan|thanh hoa|khanh hoa|phu yen|quang ngai|thanh phong|hung yen|kien trung|"
    "tu van|do thi|phan van|duong van|cao thi|ca van|ly thi"
)
"""Words and places that are put together like two given names."""

OF_CLINICS = _words(
    "phongkham clinic thammy nhakhoa dental benhvien hospital derma medic center centre official trungtam skincare "
    "bacsi bvtm beautycenter academy lab"
)
"""Parts of what a clinic calls its own accounts."""

ENGLISH = _words(
    "mail plan clan than that what than chat chan phan khan shan tran gram slang plant giant grant alan ulan oman "
    "roman human woman hang hank bank thank tank mask task than thin thing think chin china main maine email gmail "
    "lunch launch lan land lane lana long along belong song strong tong blog vlog clinic than think thankyou"
)
"""Words that are a given name with a letter or two beside it."""

PRONOUNS = _words("anh em chi ba me bo co chu ban troi ong bac be cac nguoi")
"""Who is called by what they are: anh ơi names nobody."""

UNMARKED = _words(
    "an anh bao chi chinh dan dung giang ha hai hang hoa huy khanh khoa kim lam lan linh loan long ly mai minh my nam "
    "nga nhi nhung oanh phong quan san sang son tai tam than thanh thao thang thi thu thuy tien toan tram trang "
    "trinh trung tu uyen van vi vinh vy xuan yen chau mi na nhu ngan tin tri vu giao"
)
"""Syllables that are words of their own without a mark: beside marked words, thu is hardly Thư."""

ANYTHING = _words(
    "an anh bao chi co con dang dao dat dau do dong du dung duoc em ha hai han hang hien hon la le long ly man mau moi "
    "mong mot my nam ngan nhan nhi nhu nu phu quan quy sang so ta tai tam tan thai than thang the thi tho thu tin to "
    "toi ton tri trong tu tung tuoi van vi vien vo vu y"
)
"""Syllables that, their marks dropped, are half a dozen common words each."""

IN_ENGLISH = _words(
    "mark may will bill rose hope grace joy lily long summer big wing bore scar young art frank sunny an my to can the "
    "in do so no hang"
)
"""Given names that are words of an English sentence."""

ABBREVIATED = _words(
    "hcm tphcm usa fda bsckii bscki vip spf diy ipl prp hifu bhyt bsck cki ckii ths bs pgs gs ts ceo faq tmv pk bv "
    "tp hn bn kh ml mg cc cm mm kg ok id pr tv ai ar vr qr pc ac dna rna led nd yag rf prf cpm ktv "
    "ubnd sdt dc vn uk eu who iso ce abc xyz rip asap ps pm am aka etc"
)
"""Letters with dots that are nobody's initials."""

COUNTED = _words(
    "img dsc dscn dscf pxl vid mvi dji gopr gp photo picture pic image video clip film copy page frame scan screenshot "
    "anh hinh so no rec voice audio"
)
"""Words of a file's name after which a counter of four digits stands."""

HARMLESS = _words(
    "a before after during post pre sau truoc trong left right front side top back up down trai phai nghieng thang goc "
    "duoi tren new old final draft edit edited crop small large web banner cover logo poster story reel ad ads thumb "
    "facebook tiktok zalo youtube website fanpage bai dang bia nen test sample demo example case ca mau khung "
    "safe out output result redacted redact check clean hidden verified release public made ban ra "
    "nose mouth eye eyes chin forehead face skin hair lip lips cheek neck breast belly hand foot ear tooth teeth body "
    "mui mat mieng moi cam tran ma da toc mi rang tai co nguc bung tay chan than mun seo tham nep nhan mo "
    "nang cat lieu xam cay tiem cang don got "
    "clinic group team room illustration drawing nhom phong kham thang ngay tuan week month day step buoc "
    "first second one two three mot hai ba bon v ver version of and the in on at with va "
    "jpg jpeg png webp avif heic tiff tif gif bmp mp mov mkv webm avi wav ogg flac"
)
"""Words of a file's name that tell of nobody."""
