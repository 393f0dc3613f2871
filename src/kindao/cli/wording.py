"""Every word of the help and of usage errors in Vietnamese, and click's own in the product's English. Only who asks
for help in Vietnamese, or was misunderstood, waits for this file."""

from collections.abc import Mapping

from kindao.engine.vocabulary import Words

HELP: Mapping[str, str] = {
    # Commands, paragraph by paragraph
    "Kindao: nothing of a patient goes out without that patient's valid, specific, revocable consent.": (
        "Kindao: không điều gì của người bệnh được đưa ra ngoài khi chưa có sự đồng ý hợp lệ, cụ thể và rút lại được "
        "của chính người bệnh."
    ),
    "Exit status: 0 permitted or clean, 3 needs a person, 4 denied or something found, 2 bad input, 1 our own "
    "failure.": (
        "Mã thoát: 0 được phép hoặc sạch, 3 cần người xem, 4 bị từ chối hoặc tìm thấy điều làm lộ, 2 đầu vào sai, "
        "1 lỗi của chính Kindao."
    ),
    "May FILE go out, for this purpose, to this destination? Writes a safe copy only with a permit.": (
        "TỆP này có được đăng không, cho mục đích này, ở nơi này? Chỉ ghi bản sao an toàn khi được phép."
    ),
    "FILE is a picture, a film or a recording. Several, or those of a folder, are asked about alike, each on its own, "
    "on all cores.": (
        "TỆP là ảnh, phim hoặc bản ghi âm. Nhiều tệp, hoặc các tệp của một thư mục, được hỏi như nhau, từng tệp một, "
        "trên mọi nhân của máy."
    ),
    "Exit status: 0 permitted, 3 a person must look, 4 denied, 2 bad input, 1 our own failure; of many files the "
    "worst.": (
        "Mã thoát: 0 được phép, 3 cần người xem, 4 bị từ chối, 2 đầu vào sai, 1 lỗi của chính Kindao; nhiều tệp thì "
        "lấy mã xấu nhất."
    ),
    "Show what in FILE gives a person away. Changes nothing. Several files, or those of a folder, use all cores.": (
        "Cho thấy điều gì trong TỆP làm lộ một người. Không thay đổi gì. Nhiều tệp, hoặc các tệp của một thư mục, "
        "dùng mọi nhân của máy."
    ),
    "Of a film it tells who is seen, each with a number, and when somebody speaks: `kindao check` is told by them who "
    "is who.": (
        "Với phim, lệnh cho biết thấy ai, mỗi người một số, và lúc nào có người nói: dùng các số và lúc ấy để cho "
        "`kindao check` biết ai là ai."
    ),
    "Exit status: 0 nothing was found (which never means that nobody is shown), 4 something, 2 a FILE could not be "
    "inspected, 1 our own failure; of many files the worst.": (
        "Mã thoát: 0 không tìm thấy gì (điều đó không có nghĩa là ảnh không có người), 4 tìm thấy điều làm lộ, 2 có "
        "TỆP không kiểm tra được, 1 lỗi của chính Kindao; nhiều tệp thì lấy mã xấu nhất."
    ),
    "Make a safe copy of FILE: people, text and codes covered, sound and metadata gone, looked at again.": (
        "Làm bản sao an toàn của TỆP: che người, chữ và mã, bỏ âm thanh và siêu dữ liệu, rồi xem lại."
    ),
    "A copy is no permit: whether it may go out is what `kindao check` answers. Several files, or those of a folder, "
    "use all cores; each copy is called as its original, if that surely tells of nobody.": (
        "Bản sao chưa phải là giấy phép: có được đăng hay không thì hỏi `kindao check`. Nhiều tệp, hoặc các tệp của "
        "một thư mục, dùng mọi nhân của máy; mỗi bản sao mang tên của bản gốc, nếu tên ấy chắc chắn không nói về ai."
    ),
    "Exit status: 0 clean, 3 a person must look (nobody was found to hide, something stays visible as asked, or "
    "something is left and nothing was written), 2 bad input, 1 our own failure; of many files the worst.": (
        "Mã thoát: 0 sạch, 3 cần người xem (không tìm thấy ai để che, còn thấy thứ được yêu cầu giữ, hoặc còn sót và "
        "không ghi gì), 2 đầu vào sai, 1 lỗi của chính Kindao; nhiều tệp thì lấy mã xấu nhất."
    ),
    "Look at FILE with other eyes than those that made it.": "Xem lại TỆP bằng những bộ dò khác với lúc làm ra nó.",
    "Without the original the best answer is that a person must look: nothing found never means that nobody is "
    "shown. It knows nothing of what may stay: say so by --body-area and --shown, or all that stays is something left."
    "": (
        "Không có bản gốc thì câu trả lời tốt nhất vẫn là cần người xem: không tìm thấy gì không có nghĩa là ảnh không "
        "có người. Lệnh này không biết phần nào được để lại: hãy ghi bằng --body-area và --shown, nếu không thì mọi "
        "phần còn thấy đều bị coi là còn dấu vết."
    ),
    "Without --heard, that anybody speaks in a film or recording is something that is left.": (
        "Không ghi --heard thì có người nói trong phim hay bản ghi âm cũng là còn sót."
    ),
    "Exit status: 0 clean, compared with the original; 3 nothing was found, and a person must look; 4 something is "
    "left, 2 bad input, 1 our own failure.": (
        "Mã thoát: 0 sạch, đã so với bản gốc; 3 không tìm thấy gì và cần người xem; 4 còn sót, 2 đầu vào sai, 1 lỗi "
        "của chính Kindao."
    ),
    "What the law says, article by article.": "Luật nói gì, theo từng điều.",
    "Every rule with its article and dates.": "Mọi quy tắc, kèm điều luật và ngày hiệu lực.",
    "One rule: its article, its words, its dates, how well it is known, what breaking it may cost.": (
        "Một quy tắc: điều luật, nội dung, ngày hiệu lực, được kiểm chứng đến đâu, vi phạm có thể bị phạt bao nhiêu."
    ),
    "By when something must be done after an EVENT, under the law of its day; alone, every clock.": (
        "Sau một SỰ_KIỆN thì phải làm gì, đến khi nào, theo luật của ngày đó; không nêu sự kiện thì liệt kê mọi hạn."
    ),
    "A day alone counts from its first minute; a time without a zone is Vietnamese. An EVENT to come may be asked "
    "about.": (
        "Chỉ ghi ngày thì tính từ phút đầu của ngày; giờ không ghi múi giờ là giờ Việt Nam. Được hỏi cả về SỰ_KIỆN "
        "chưa xảy ra."
    ),
    "Exit status: 0 what is due is told, 3 no term is known in the law of that day, 2 bad input.": (
        "Mã thoát: 0 có hạn và đã nêu, 3 chưa biết hạn nào theo luật của ngày đó, 2 đầu vào sai."
    ),
    "Why: of facts, what each rule and article says of each person, what is wrong with each consent, and every way to "
    "yes; of a rule, what its articles say, what lifts it, and a case that it decides.": (
        "Vì sao: với dữ kiện, mỗi quy tắc và điều luật nói gì về từng người, mỗi sự đồng ý sai ở đâu, và mọi cách để "
        "được đăng; với một quy tắc, điều luật nói gì, tháo gỡ thế nào, và một ca mà nó áp dụng."
    ),
    "Exit status: 0 explained, 2 bad input.": "Mã thoát: 0 đã giải thích, 2 đầu vào sai.",
    "What changed in the law between two days: the rules that ended and began, and what took whose place.": (
        "Luật thay đổi gì giữa hai ngày: quy tắc nào hết, quy tắc nào mới, văn bản nào thay văn bản nào."
    ),
    "Exit status: 0 told, 2 bad input.": "Mã thoát: 0 đã trả lời, 2 đầu vào sai.",
    "The whole law as one HTML page to read, search and print: every rule and article, with dates and cases.": (
        "Toàn bộ luật trong một trang HTML để đọc, tìm và in: mọi quy tắc và điều luật, kèm ngày hiệu lực và các ca."
    ),
    "The first of the two days.": "Ngày thứ nhất trong hai ngày.",
    "The second of the two days.": "Ngày thứ hai trong hai ngày.",
    "Also ask about these facts (JSON) on both days.": "Hỏi thêm về các dữ kiện này (JSON) vào cả hai ngày.",
    "Where the page goes (.html).": "Nơi ghi trang (.html).",
    "Ask the law about facts alone, without a picture.": "Hỏi luật chỉ về dữ kiện, không cần ảnh.",
    "Exit status: 0 permit, 3 indeterminate, 4 deny, 2 bad input.": (
        "Mã thoát: 0 được phép, 3 cần người xem, 4 bị từ chối, 2 đầu vào sai."
    ),
    "What a consent allows, and its way to hospital systems and to the patient.": (
        "Bản đồng ý cho phép điều gì, và chuyển nó sang hệ thống bệnh viện hay trao cho người bệnh."
    ),
    "What CONSENT.json allows, in words, and what is wrong with it under the law of the day it was signed.": (
        "Bản ĐỒNG_Ý.json cho phép điều gì, viết bằng lời, và sai ở đâu theo luật của ngày ký."
    ),
    "Exit status: 0 nothing is wrong, 3 a person must look, 4 it is worth nothing or was withdrawn, 2 bad input.": (
        "Mã thoát: 0 không sai gì, 3 cần người xem, 4 không có giá trị hoặc đã rút lại, 2 đầu vào sai."
    ),
    "Write CONSENT.json for others: as a FHIR R5 Consent, as a receipt (ISO/IEC TS 27560), or as a receipt in words.": (
        "Ghi bản ĐỒNG_Ý.json cho nơi khác: theo FHIR R5 Consent, thành biên nhận (ISO/IEC TS 27560), hoặc thành biên "
        "nhận bằng lời."
    ),
    "Exit status: 0 written, 2 bad input, 1 our own failure.": (
        "Mã thoát: 0 đã ghi, 2 đầu vào sai, 1 lỗi của chính Kindao."
    ),
    "Read a FHIR R5 Consent and write it as a consent file. What it does not state was not given.": (
        "Đọc một FHIR R5 Consent và ghi thành tệp đồng ý. Điều không được nêu thì coi như chưa có."
    ),
    "Exit status: 0 written, 2 bad input, 1 our own failure. What the law says of it is what `kindao consent show` "
    "tells.": (
        "Mã thoát: 0 đã ghi, 2 đầu vào sai, 1 lỗi của chính Kindao. Luật nói gì về nó thì hỏi `kindao consent show`."
    ),
    "Try every detector, model, reader and law pack here, and the keys and files of the desk where there is one, and "
    "say what works and what does not.": (
        "Thử mọi bộ dò, mô hình, bộ đọc và gói luật trên máy này, cùng các khóa và tệp của bàn làm việc nếu có, và cho "
        "biết cái nào chạy, cái nào không."
    ),
    "Exit status: 0 all that is needed works, 1 something is missing or broken.": (
        "Mã thoát: 0 mọi thứ cần thiết đều chạy, 1 có thứ bị thiếu hoặc hỏng."
    ),
    "Five pictures through the gate, with reports to look at. Every face is synthetic.": (
        "Năm bức ảnh qua cổng, kèm báo cáo để xem. Mọi khuôn mặt đều do máy tạo ra."
    ),
    "Exit status: 0 when each got the answer that it should.": "Mã thoát: 0 khi mỗi ảnh nhận đúng câu trả lời.",
    # Options
    "Language of the answers.": "Ngôn ngữ của câu trả lời.",
    "Show the version and exit.": "Cho biết phiên bản rồi thoát.",
    "Show this message and exit.": "Cho xem trợ giúp này rồi thoát.",
    "What it is for.": "Để làm gì.",
    "Where it would go.": "Sẽ đăng ở đâu.",
    "The clinic's specialty, e.g. cosmetic, obstetrics, hiv.": "Chuyên khoa, ví dụ cosmetic, obstetrics, hiv.",
    "Part under treatment that a redacted copy keeps visible: forehead, eyes, nose, mouth or chin. A consent that "
    "names other parts only does not cover it.": (
        "Vùng điều trị mà bản sao đã che vẫn để thấy: forehead (trán), eyes (mắt), nose (mũi), mouth (miệng) hoặc chin "
        "(cằm). Sự đồng ý chỉ nêu vùng khác thì không dùng được."
    ),
    "A consent record (JSON).": "Một bản đồng ý (JSON).",
    'Who is in the picture, film or recording, e.g. \'patient id=P1 born=1990-05-01 name="Lê Thị Hoa" '
    "at=120,40,300,280', 'staff', 'bystander'. Roles: patient, bystander, staff. at is x0,y0,x1,y1 around the face in "
    "a picture; a bystander or staff without at stands for everyone else. In a film track=1,2 names the figures by "
    "the numbers that kindao detect tells, track=all everybody whom nobody else is; heard=0:05-0:20 is when this "
    "person alone speaks. Also: phone=, number=, address=, email=, status=hiv|fetal-sex|donor|ivf|abuse|"
    "domestic-violence|gender-reassignment|epidemic|disabled|family-secret, family= (the id of one whose secret it is "
    "as well), capacity=full|limited|difficulty|none|unable-now, dead, unable-at-capture (sedated or in an emergency "
    "when it was taken).": (
        'Ai ở trong ảnh, phim hoặc bản ghi âm, ví dụ \'patient id=P1 born=1990-05-01 name="Lê Thị Hoa" '
        "at=120,40,300,280', 'staff', 'bystander'. Vai trò: patient (người bệnh), bystander (người khác), staff (nhân "
        "viên). at là x0,y0,x1,y1 quanh khuôn mặt trong ảnh; bystander hoặc staff không có at là tất cả những người "
        "còn lại. Trong phim, track=1,2 nêu những người theo số mà kindao detect cho biết, track=all là mọi người "
        "chưa được nêu là ai; heard=0:05-0:20 là lúc chỉ người này nói. Còn có: phone=, number=, "
        "address=, email=, status=hiv|fetal-sex|donor|ivf|abuse|domestic-violence|gender-reassignment|epidemic|"
        "disabled|family-secret, family= (mã của người cũng có bí mật này), "
        "capacity=full|limited|difficulty|none|unable-now, dead (đã mất), unable-at-capture (đang mê hoặc cấp cứu "
        "khi chụp)."
    ),
    "What was recorded in the course of care: organ, slide, endoscopy, ultrasound, x-ray; the pack gmc asks.": (
        "Ảnh ghi khi chữa bệnh thuộc loại nào: organ (cơ quan), slide (tiêu bản), endoscopy (nội soi), ultrasound "
        "(siêu âm), x-ray; gói gmc hỏi điều này."
    ),
    "The words that would go with it.": "Lời đăng kèm theo ảnh.",
    "What in the caption is the clinic's own, again for each: its name, an address, a phone number, the licence, an "
    "account, a doctor's name. Nobody's then, unless --person gives it.": (
        "Phần nào của lời đăng là của chính cơ sở, lặp lại cho mỗi mục: tên, địa chỉ, số điện thoại, giấy phép, "
        "tài khoản, tên bác sĩ. Khi đó không tính là của ai, trừ khi --person ghi đúng thông tin ấy."
    ),
    "A text file with one such detail of the clinic's own on each line.": (
        "Tệp văn bản, mỗi dòng một chi tiết như vậy của chính cơ sở."
    ),
    "WHO states that it is drawn or simulated and shows no real person.": (
        "NGƯỜI khai rằng đây là hình vẽ hoặc mô phỏng, không có người thật."
    ),
    "The officer who looked at this copy and confirmed that it shows nobody, or no patient.": (
        "NGƯỜI phụ trách đã xem bản sao này và xác nhận rằng không nhận ra ai, hoặc không có người bệnh."
    ),
    "What the post is or says.": "Bài đăng là gì hoặc nói gì.",
    "Who else gets the copy.": "Bản sao còn được giao cho ai.",
    "The patient asked in writing that they get it.": "Người bệnh đã yêu cầu bằng văn bản giao cho họ.",
    "What is claimed to do away with consent.": "Căn cứ được nêu ra để không cần sự đồng ý.",
    "The day of the act; today when left out.": "Ngày đăng; bỏ trống là hôm nay.",
    "The day the picture was taken.": "Ngày chụp ảnh.",
    "The law pack.": "Gói luật.",
    "The law pack. Of several, with commas or again for each, all must permit; a clinic's own is named by its folder, "
    "such as ./our-pack.": (
        "Gói luật. Nhiều gói thì ngăn bằng dấu phẩy hoặc lặp lại tùy chọn, và tất cả đều phải cho phép; gói riêng của "
        "phòng khám thì ghi thư mục, ví dụ ./goi-rieng."
    ),
    "Where the safe copy goes, if it is permitted; a folder for several files.": (
        "Nơi ghi bản sao an toàn, nếu được phép; nhiều tệp thì là một thư mục."
    ),
    "Replace an output that exists.": "Ghi đè tệp kết quả đã có.",
    "Write the report as one HTML page; a folder for several files. It shows the original: keep it inside.": (
        "Ghi báo cáo thành một trang HTML; nhiều tệp thì là một thư mục. Trang có ảnh gốc: không gửi ra ngoài."
    ),
    "Print one JSON object.": "In ra một đối tượng JSON.",
    "Write the picture with what was found drawn on it; of a film a sheet of moments with the figures' numbers, of a "
    "recording its sound over time (one FILE only).": (
        "Ghi ảnh có vẽ những gì tìm thấy; với phim là một bảng các khung hình có số của từng người, với bản ghi âm là "
        "âm thanh theo thời gian (chỉ với một TỆP)."
    ),
    "Where the copy goes; a folder for several files.": "Nơi ghi bản sao; nhiều tệp thì là một thư mục.",
    "What stays, again for each or with commas: face, text, code, intimate, voice. Without voice a film has no sound "
    "and a recording is silent. Of a film also the figures that agreed, by the numbers that kindao detect tells: "
    "track=2,3, and when one person alone speaks: heard=0:05-0:20.": (
        "Những gì được giữ, lặp lại tùy chọn hoặc cách nhau bằng dấu phẩy: face (mặt), text (chữ), code (mã), intimate "
        "(vùng kín), voice (tiếng nói). Không có voice thì phim không có âm thanh và bản ghi âm im lặng. Với phim còn "
        "có những người đã đồng ý, theo số mà kindao detect cho biết: track=2,3, và lúc chỉ một người nói: "
        "heard=0:05-0:20."
    ),
    "Write, instead of a copy, a small MP4 that shows of a film what a copy would hide: quickly, for one FILE. It must "
    "not go out.": (
        "Thay cho bản sao, ghi một tệp MP4 nhỏ cho thấy bản sao của phim sẽ che gì: nhanh, chỉ với một TỆP. Tệp này "
        "không được đưa ra ngoài."
    ),
    "Figures of a film that are hidden though faces stay: track=1.": (
        "Những người trong phim vẫn bị che dù khuôn mặt được giữ: track=1."
    ),
    "Write a sheet of moments of the original film with the figures' numbers, and which of them stay (one FILE only). "
    "It shows the original: keep it inside.": (
        "Ghi bảng các khung hình của phim gốc có số của từng người và ai được giữ (chỉ với một TỆP). Bảng cho thấy bản "
        "gốc: không gửi ra ngoài."
    ),
    "Part under treatment that stays visible: forehead, eyes, nose, mouth or chin.": (
        "Vùng điều trị vẫn để thấy: forehead (trán), eyes (mắt), nose (mũi), mouth (miệng) hoặc chin (cằm)."
    ),
    "What may stay visible: at=x0,y0,x1,y1 around the face of somebody who agreed to be shown, in pixels of the "
    "picture. Again for each.": (
        "Phần được để lại: at=x0,y0,x1,y1 quanh khuôn mặt của người đã đồng ý xuất hiện, tính theo điểm ảnh. Ghi lại "
        "cho từng người."
    ),
    "The original, to show that what it shows is gone.": "Ảnh gốc, để chứng tỏ điều nó cho thấy đã mất hẳn.",
    "When the sound of a film or recording may be heard, such as 0:05-0:20, or all.": (
        "Khi nào được nghe tiếng của phim hay bản ghi âm, chẳng hạn 0:05-0:20, hoặc all là suốt."
    ),
    "Only what is in force on this day.": "Chỉ những gì có hiệu lực vào ngày này.",
    "Judge as of this day instead of the day in the facts.": "Xét theo ngày này thay cho ngày trong dữ kiện.",
    "What to write.": "Ghi thành gì.",
    "Where it goes.": "Nơi ghi.",
    "The day on the receipt; today when left out.": "Ngày trên biên nhận; bỏ trống là hôm nay.",
    "When it happened, e.g. 2026-11-23T09:30.": "Xảy ra lúc nào, ví dụ 2026-11-23T09:30.",
    "A processor, platform or other third party must act too.": (
        "Bên xử lý, nền tảng hoặc bên thứ ba khác cũng phải làm."
    ),
    "The one extension that the law allows is used.": "Đã dùng lần gia hạn duy nhất mà luật cho phép.",
    "Folder for the copies and reports.": "Thư mục cho các bản sao và báo cáo.",
    "The desk: the clinic's web application, on this machine alone, with its worker.": (
        "Bàn làm việc: ứng dụng web của phòng khám, chỉ trên máy này, kèm tiến trình xử lý."
    ),
    "The first start prints a link that makes the administrator, once, within 24 hours. Ctrl-C stops it.": (
        "Lần khởi động đầu in ra một liên kết để tạo người quản trị, dùng một lần trong 24 giờ. Ctrl-C để dừng."
    ),
    "Exit status: 0 stopped as asked, 1 our own failure, 2 bad input.": (
        "Mã thoát: 0 đã dừng theo yêu cầu, 1 lỗi của chính Kindao, 2 đầu vào sai."
    ),
    "Where it listens; 8460 when left out.": "Cổng để lắng nghe; bỏ trống là 8460.",
    "Folder of the installation: database, vault, keys.": "Thư mục của hệ thống: cơ sở dữ liệu, kho lưu, khóa.",
    "Fill a fictional clinic and print how its people sign in.": (
        "Tạo một phòng khám hư cấu và in ra cách đăng nhập của từng người."
    ),
    "Print a link for somebody who is locked out, and end.": (
        "In ra một liên kết cho người không đăng nhập được nữa, rồi kết thúc."
    ),
    "One more clinic; with --let-in print the link of its administrator, and end.": (
        "Thêm một phòng khám; cùng với --let-in, in ra liên kết cho người quản trị của nó, rồi kết thúc."
    ),
    "Address; 127.0.0.1 when left out. One that others reach needs HTTPS before it.": (
        "Địa chỉ; bỏ trống là 127.0.0.1. Địa chỉ mà người khác vào được thì cần HTTPS ở phía trước."
    ),
    "One more worker for the desk of KINDAO_HOME and KINDAO_DATABASE; `kindao serve` has one of its own.": (
        "Thêm một tiến trình xử lý cho bàn làm việc của KINDAO_HOME và KINDAO_DATABASE; `kindao serve` đã có sẵn một."
    ),
    "End when standard input ends.": "Kết thúc khi đầu vào chuẩn kết thúc.",
    "Its name, one for each; this machine's when left out.": (
        "Tên của tiến trình, mỗi tiến trình một tên; bỏ trống là tên của máy này."
    ),
    "Name or id of the clinic; needed where there are several.": (
        "Tên hoặc mã của phòng khám; cần khi có nhiều phòng khám."
    ),
    "Take in what is complete now, and end.": "Lấy những gì đã đủ lúc này, rồi kết thúc.",
    "Take pictures, films and recordings out of FOLDER into a clinic's vault, where they wait for their patient.": (
        "Chuyển ảnh, phim và bản ghi âm từ THƯ_MỤC vào kho lưu của phòng khám, nơi chúng chờ chọn người bệnh."
    ),
    "A file goes out of FOLDER only when it is in the vault. What can't be taken in stays there. Ctrl-C stops it.": (
        "Tệp chỉ rời THƯ_MỤC khi đã nằm trong kho lưu. Tệp không nhận được thì để nguyên. Ctrl-C để dừng."
    ),
    "Fill a fictional installation with as much as a group of clinics has, to measure the desk's speed.": (
        "Điền vào một hệ thống hư cấu lượng dữ liệu của cả một chuỗi phòng khám, để đo tốc độ bàn làm việc."
    ),
    "Every name is made up and says so; pictures are small ones of the examples. Nothing of it is anybody's.": (
        "Mọi tên đều bịa ra và ghi rõ là hư cấu; ảnh là ảnh mẫu thu nhỏ. Không có gì là của ai cả."
    ),
    "Exit status: 0 filled, 1 our own failure, 2 bad input.": (
        "Mã thoát: 0 đã điền, 1 lỗi của chính Kindao, 2 đầu vào sai."
    ),
    "How many patients.": "Bao nhiêu người bệnh.",
    "How many pictures.": "Bao nhiêu ảnh.",
    "How many consents.": "Bao nhiêu sự đồng ý.",
    # click's own
    "Usage": "Cách dùng",
    "Options": "Tùy chọn",
    "Commands": "Các lệnh",
    "{}  [required]": "{}  [bắt buộc]",
    # The audit, backups
    "Is the audit whole, and what proves that something is in it.": (
        "Nhật ký kiểm toán có nguyên vẹn không, và điều gì chứng minh một việc có trong đó."
    ),
    "Recompute every event's hash and every log's tree, check the signatures and time stamps, and name the first event "
    "that was altered, removed or reordered. Changes nothing.": (
        "Tính lại mã băm của mọi sự kiện và cây của mọi sổ, kiểm tra chữ ký và dấu thời gian, và nêu sự kiện đầu "
        "tiên đã bị sửa, gỡ bỏ hay đổi chỗ. Không thay đổi gì."
    ),
    "Exit status: 0 all is whole, 4 something is not, 2 bad input, 1 our own failure.": (
        "Mã thoát: 0 tất cả nguyên vẹn, 4 có chỗ không, 2 đầu vào sai, 1 lỗi của chính Kindao."
    ),
    "A receipt that was kept: its root must still hold.": "Một biên nhận đã giữ: gốc trong đó phải còn đúng.",
    "Write a receipt of EVENT, by its id: the event, the proof that it is in the log, and the log's signed root.": (
        "Ghi biên nhận của SỰ KIỆN theo mã: sự kiện, bằng chứng rằng nó có trong sổ, và gốc đã ký của sổ."
    ),
    "docs/examples/check_receipt.py checks it without Kindao. Exit status: 0 written, 2 bad input, 1 our own "
    "failure.": (
        "docs/examples/check_receipt.py kiểm tra nó mà không cần Kindao. Mã thoát: 0 đã ghi, 2 đầu vào sai, 1 lỗi của "
        "chính Kindao."
    ),
    "Sign every log as it is now, and have it stamped where a time stamping authority is set.": (
        "Ký mọi sổ như hiện có, và xin dấu thời gian nếu đã đặt cơ quan cấp."
    ),
    "Exit status: 0 signed, 2 bad input, 1 our own failure.": (
        "Mã thoát: 0 đã ký, 2 đầu vào sai, 1 lỗi của chính Kindao."
    ),
    "Print how the keys before it handed over, as JSON.": "In cách các khóa trước bàn giao, dạng JSON.",
    "Sign with a new key from now on, and print its public half. What the key before it signed up to now still "
    "counts.": (
        "Từ nay ký bằng khóa mới và in phần công khai của nó. Những gì khóa trước đã ký đến lúc này vẫn có giá trị."
    ),
    "With --lost the key before it need not be there: the log tells that it was lost, and since when nothing was "
    "signed.": (
        "Với --lost không cần có khóa trước: nhật ký ghi rằng khóa đó bị mất, và từ khi nào không còn gì được ký."
    ),
    "Hand the public key to whoever holds receipts. Exit status: 0 renewed, 1 our own failure, 2 bad input, or "
    "the key is missing.": (
        "Hãy đưa khóa công khai cho người giữ biên nhận. Mã thoát: 0 đã đổi, 1 lỗi của chính Kindao, 2 đầu vào sai "
        "hoặc thiếu khóa."
    ),
    "Public half of the key that nobody has any more.": "Phần công khai của khóa không còn ai giữ.",
    "Take in what lies in FOLDER, as kindao inbox does.": "Nhận những gì nằm trong THƯ_MỤC, như kindao inbox.",
    "Print the public key that checks the signatures: for whoever gets a receipt.": (
        "In khóa công khai để kiểm tra chữ ký: cho người nhận biên nhận."
    ),
    "Exit status: 0 printed, 2 nothing was signed yet, or the key is missing.": (
        "Mã thoát: 0 đã in, 2 chưa ký gì, hoặc thiếu khóa."
    ),
    "Write the desk's rows and its encrypted files to OUT, a tar, while the desk runs. Never a key.": (
        "Ghi các dòng dữ liệu và các tệp đã mã hóa của bàn làm việc vào ĐÍCH, một tệp tar, trong khi vẫn làm việc. "
        "Không bao giờ ghi khóa."
    ),
    "The rows name patients: keep OUT as you keep the desk. Exit status: 0 written, 2 bad input, 1 our own failure.": (
        "Các dòng có tên người bệnh: hãy giữ ĐÍCH như giữ bàn làm việc. Mã thoát: 0 đã ghi, 2 đầu vào sai, 1 lỗi của "
        "chính Kindao."
    ),
    "Fill this empty installation from IN, a backup: checked first, and without what was erased since. All or "
    "nothing.": (
        "Nạp NGUỒN, một bản sao lưu, vào bản cài đặt trống này: kiểm tra trước, và bỏ những gì đã xóa từ đó. Được tất "
        "cả hoặc không gì cả."
    ),
    "Exit status: 0 all is back, 3 it is, and a person must see to something, 2 bad input, 1 our own failure.": (
        "Mã thoát: 0 đã trở lại tất cả, 3 đã trở lại nhưng cần người xem một điều, 2 đầu vào sai, 1 lỗi của "
        "chính Kindao."
    ),
    "The old installation's erased.jsonl: what it names stays erased.": (
        "Tệp erased.jsonl của bản cài đặt cũ: những gì nêu trong đó vẫn bị xóa."
    ),
    "There is no such list: nothing was erased since the backup.": (
        "Không có danh sách ấy: chưa xóa gì từ khi sao lưu."
    ),
}
"""What a help page says, `{}` for each value."""

METAVARS: Mapping[str, str] = {
    "[OPTIONS]": "[TÙY_CHỌN]",
    "COMMAND": "LỆNH",
    "[ARGS]...": "[THAM_SỐ]...",
    "FILE": "TỆP",
    "FILE...": "TỆP...",
    "FACTS.json": "DỮ_KIỆN.json",
    "CONSENT.json": "ĐỒNG_Ý.json",
    "FACTS.json|ID": "DỮ_KIỆN.json|MÃ",
    "ID": "MÃ",
    "PATH": "TỆP",
    "TEXT": "CHỮ",
    "[TEXT]": "[CHỮ]",
    "DATE": "NGÀY",
    "MOMENT": "LÚC",
    "[EVENT]": "[SỰ_KIỆN]",
    "EVENT": "SỰ_KIỆN",
    "KEY": "KHÓA",
    "OUT": "ĐÍCH",
    "IN": "NGUỒN",
    "WHO": "NGƯỜI",
    "E-MAIL": "THƯ_ĐIỆN_TỬ",
    "PORT": "CỔNG",
    "ADDRESS": "ĐỊA_CHỈ",
    "FOLDER": "THƯ_MỤC",
    "PREVIEW.mp4": "XEM_TRƯỚC.mp4",
}
"""What stands for a value in a usage line and beside an option."""

USAGE: Mapping[str, Words] = {
    "Missing command.": Words("Thiếu lệnh", "a command is missing"),
    "Missing argument {}.": Words("Thiếu {}", "{} is missing"),
    "Missing option {}.": Words("Thiếu tùy chọn {}", "{} is missing"),
    "Missing option {}. Choose from:\n\t{}": Words(
        "Thiếu tùy chọn {}. Hãy chọn một trong các giá trị {}", "{} is missing. Choose one of {}"
    ),
    "No such command {}.": Words("Không có lệnh {}", "there is no command {}"),
    "No such option {}.": Words("Không có tùy chọn {}", "there is no option {}"),
    "{} Did you mean {}?": Words("{}; có phải ý là {}?", "{}; did you mean {}?"),
    "{} (Did you mean one of: {}?)": Words("{}; có phải ý là một trong số {}?", "{}; did you mean one of {}?"),
    "Option {} requires an argument.": Words("Tùy chọn {} cần một giá trị", "{} needs a value"),
    "Option {} does not take a value.": Words("Tùy chọn {} không nhận giá trị", "{} takes no value"),
    "Got unexpected extra argument ({})": Words("Thừa tham số {}", "{} is one argument too many"),
    "Got unexpected extra arguments ({})": Words("Thừa các tham số {}", "{} are arguments too many"),
    "Invalid value for {}: {}": Words("{}: {}", "{}: {}"),
    "{} is not one of {}.": Words("{} không thuộc các giá trị {}", "{} is not one of {}"),
    "{} is not in the range {}<=x<={}.": Words("{} không nằm giữa {} và {}", "{} is not between {} and {}"),
    "{} is not in the range x>={}.": Words("{} nhỏ hơn {}", "{} is less than {}"),
    "no file is named": Words("chưa nêu tệp nào", "no file is named"),
    "'{}' is not a moment such as 2026-11-23T09:30": Words(
        "'{}' không phải là một ngày hoặc ngày giờ như 2026-11-23T09:30",
        "'{}' is not a day, or a day and time, such as 2026-11-23T09:30",
    ),
    "'{}' is not the id of an event: its page in the desk shows it": Words(
        "'{}' không phải là mã của một sự kiện: trang của sự kiện trong Kindao cho thấy mã",
        "'{}' is not the id of an event: its page in the desk shows it",
    ),
    "'{}' is not a day such as 2026-11-23": Words(
        "'{}' không phải là một ngày như 2026-11-23", "'{}' is not a day such as 2026-11-23"
    ),
}
"""What click says of a wrong command line, and how Kindao says it."""

DASHED = Words("Tệp có tên bắt đầu bằng dấu gạch thì ghi ./{}", "A file whose name begins with a dash is written ./{}")
AFTER = Words(
    "--json đứng sau lệnh, như trong kindao detect --json TỆP",
    "--json stands after the command: kindao detect --json FILE",
)
SEE = Words("Xem {} --help", "See {} --help")
