"""What Kindao says when it says no, in Vietnamese: the English wording, `{}` for each value, and the same in
Vietnamese. Values are carried over; one that is itself a wording of the table is translated too.
And the language's letters without their marks."""

import re
import unicodedata
from collections.abc import Mapping

SENTENCES: Mapping[str, str] = {
    # The file
    "the file is empty": "Tệp rỗng",
    "the file is {} MiB; at most {} MiB are opened": "Tệp nặng {} MiB; chỉ mở được tối đa {} MiB",
    "the file is larger than {} MiB": "Tệp lớn hơn {} MiB",
    "the file is not a picture of a kind that is known": "Tệp không phải là ảnh thuộc loại đã biết",
    "the name says {}, the content is {}": "Đuôi tệp ghi {}, nội dung lại là {}",
    "the file is a picture and {} in one": "Tệp vừa là ảnh vừa là {}",
    "the file is a film or recording and {} in one": "Tệp vừa là phim hoặc bản ghi âm vừa là {}",
    "the file is not a film or a recording of a kind that is known": (
        "Tệp không phải là phim hoặc bản ghi âm thuộc loại đã biết"
    ),
    "the file holds neither a film nor a sound": "Tệp không chứa phim hay âm thanh nào",
    "the file holds no film": "Tệp không chứa phim nào",
    "the file has {} tracks; at most {} are opened": "Tệp có {} luồng dữ liệu; chỉ mở được tối đa {}",
    "the file has more parts than a film of four hours": "Tệp có nhiều phần hơn cả một đoạn phim bốn giờ",
    "a ZIP archive or Office file": "tệp nén ZIP hoặc tệp Office",
    "a PDF document": "tài liệu PDF",
    "a web page or script": "trang web hoặc mã lệnh",
    "a RAR archive": "tệp nén RAR",
    "a 7z archive": "tệp nén 7z",
    "a program": "chương trình",
    "a program or script": "chương trình hoặc mã lệnh",
    "a packed file": "tệp nén",
    "an Office file": "tệp Office",
    "a second picture": "một ảnh thứ hai",
    "a film": "một đoạn phim",
    "the file is a camera's raw picture": "Tệp là ảnh thô (RAW) của máy ảnh",
    "the file holds no picture": "Tệp không chứa ảnh nào",
    "the file has more than {} boxes": "Tệp có hơn {} khối dữ liệu",
    "the file has more than {} items": "Tệp có hơn {} mục",
    "the file lists its pictures in a way that is not known": "Tệp liệt kê các ảnh bên trong theo cách chưa biết",
    "the file keeps its pictures in a way that is not known": "Tệp lưu các ảnh bên trong theo cách chưa biết",
    "there is no such file": "Không có tệp này",
    "this is a folder, not a file": "Đây là thư mục, không phải ảnh",
    "the file can't be read: {}": "Không đọc được tệp: {}",
    "No such file or directory": "không có tệp hoặc thư mục này",
    "Permission denied": "không có quyền",
    "Too many levels of symbolic links": "liên kết trỏ vòng về chính nó",
    "Is a directory": "đây là thư mục",
    "Not a directory": "đây không phải thư mục",
    "File name too long": "tên tệp quá dài",
    "Input/output error": "ổ đĩa báo lỗi",
    # The picture
    "the picture is cut short or damaged": "Ảnh bị cụt hoặc bị hỏng",
    "the picture is encrypted": "Ảnh bị mã hóa",
    "the picture holds measurements, not colours": "Ảnh chứa số đo, không phải màu sắc",
    "the picture is {} x {} pixels, {} million; at most {} million are opened": (
        "Ảnh có {} x {} điểm ảnh, tức {} triệu; chỉ mở được tối đa {} triệu"
    ),
    "the picture is {} x {} pixels; below {} a side nothing can be inspected": (
        "Ảnh chỉ có {} x {} điểm ảnh; cạnh dưới {} điểm ảnh thì không kiểm tra được gì"
    ),
    "the picture has {} frames; at most {} are opened": "Ảnh có {} khung hình; chỉ mở được tối đa {}",
    "its {} frames hold {} million pixels together; at most {} million are opened": (
        "{} khung hình của ảnh có tổng cộng {} triệu điểm ảnh; chỉ mở được tối đa {} triệu"
    ),
    "the picture is of high dynamic range": "Ảnh có dải tương phản cao (HDR)",
    "the BMP is of a kind that is not opened": "Tệp BMP thuộc loại không mở được",
    "the GIF has more than {} blocks": "Tệp GIF có hơn {} khối dữ liệu",
    "the GIF holds no picture": "Tệp GIF không chứa ảnh nào",
    "the GIF is damaged: a block of an unknown kind": "Tệp GIF bị hỏng: có khối dữ liệu không rõ loại",
    "the JPEG has more than {} segments": "Tệp JPEG có hơn {} đoạn dữ liệu",
    "the JPEG has more than {} scans": "Tệp JPEG có hơn {} lượt quét",
    "the JPEG holds no picture": "Tệp JPEG không chứa ảnh nào",
    "the JPEG holds two pictures one over the other": "Tệp JPEG chứa hai ảnh chồng lên nhau",
    "the JPEG is of a kind that is not opened": "Tệp JPEG thuộc loại không mở được",
    "the PNG has more than {} chunks": "Tệp PNG có hơn {} khối dữ liệu",
    "the PNG holds no picture": "Tệp PNG không chứa ảnh nào",
    "the PNG holds a chunk that is not known and matters": "Tệp PNG chứa khối dữ liệu lạ mà không thể bỏ qua",
    "the PNG is damaged: a checksum is wrong": "Tệp PNG bị hỏng: sai tổng kiểm",
    "the PNG is damaged: its header is missing or repeated": "Tệp PNG bị hỏng: phần đầu tệp bị thiếu hoặc bị lặp",
    "the PNG is damaged: a frame reaches beyond the picture": "Tệp PNG bị hỏng: có khung hình vượt ra ngoài ảnh",
    "a text or profile in the PNG unpacks to more than {} MiB": (
        "Đoạn chữ hoặc hồ sơ màu trong tệp PNG giải nén ra hơn {} MiB"
    ),
    "the TIFF holds no picture": "Tệp TIFF không chứa ảnh nào",
    "the WebP has more than {} chunks": "Tệp WebP có hơn {} khối dữ liệu",
    "the WebP holds no picture": "Tệp WebP không chứa ảnh nào",
    # The film, the recording
    "the film or recording is cut short or damaged": "Phim hoặc bản ghi âm bị cụt hoặc bị hỏng",
    "the film or recording is encrypted": "Phim hoặc bản ghi âm bị mã hóa",
    "the film or its sound is coded in a way that is not known": "Phim hoặc âm thanh được nén theo cách chưa biết",
    "the film or recording is longer than {} hours": "Phim hoặc bản ghi âm dài hơn {} giờ",
    "the film has more than {} frames": "Phim có hơn {} khung hình",
    "the film is {} x {} pixels; at most 4096 x 2304 are opened": (
        "Phim có {} x {} điểm ảnh; chỉ mở được tối đa 4096 x 2304"
    ),
    "the film is {} x {} pixels; below {} a side nothing can be inspected": (
        "Phim chỉ có {} x {} điểm ảnh; cạnh dưới {} điểm ảnh thì không kiểm tra được gì"
    ),
    "the film changes its size on the way": "Phim đổi kích thước giữa chừng",
    "the sound changes its kind on the way": "Âm thanh đổi loại giữa chừng",
    "the film has no frame that can be shown": "Phim không có khung hình nào chiếu được",
    "the film does not say when each of its frames is to be shown": (
        "Phim không cho biết lúc nào chiếu từng khung hình của nó"
    ),
    "the film is to be shown at a slant": "Phim được đặt để chiếu nghiêng",
    "the film's pixels are squeezed out of all proportion": "Điểm ảnh của phim bị bóp méo quá mức",
    "frame {} of the film, counted from 0, can't be decoded": "Không giải mã được khung hình {} của phim, đếm từ 0",
    "a frame of the film can't be decoded": "Có một khung hình của phim không giải mã được",
    "a part of the sound can't be decoded": "Có một đoạn âm thanh không giải mã được",
    "the film was not read with the same frames as before": "Phim đọc lại không ra đúng các khung hình như lần trước",
    # What to do about it
    "Cut it into shorter parts.": "Hãy cắt thành các phần ngắn hơn.",
    "Delete the parts and begin again.": "Hãy xóa các phần đó rồi làm lại từ đầu.",
    "Export it again in one size.": "Hãy xuất lại với một kích thước duy nhất.",
    "Export it as an MP4 with H.264 and AAC.": "Hãy xuất thành MP4 với H.264 và AAC.",
    "Export it smaller, in 4K or less.": "Hãy xuất nhỏ hơn, từ 4K trở xuống.",
    "Export it upright.": "Hãy xuất với chiều đứng thẳng.",
    "It is a film or a recording of the kind {}: rename it to .{}.": (
        "Đây là phim hoặc bản ghi âm loại {}: hãy đổi đuôi tệp thành .{}."
    ),
    "Leave the file alone while it is worked on, and try again.": (
        "Đừng động vào tệp trong lúc đang xử lý, rồi hãy thử lại."
    ),
    "Use MP4, MOV, MKV, WebM, AVI or 3GP; for sound alone M4A, MP3, WAV, OGG or FLAC.": (
        "Hãy dùng MP4, MOV, MKV, WebM, AVI hoặc 3GP; nếu chỉ có âm thanh thì dùng M4A, MP3, WAV, OGG hoặc FLAC."
    ),
    "Export it again.": "Hãy xuất lại ảnh.",
    "Export the film again.": "Hãy xuất lại phim.",
    "Export or copy it again.": "Hãy xuất hoặc chép lại tệp.",
    "Export or copy it again from where it was taken; one that can't be read whole is not released.": (
        "Hãy xuất hoặc chép lại từ nơi đã chụp; tệp không đọc được trọn vẹn thì không được đưa ra ngoài."
    ),
    "Export a smaller picture": "Hãy xuất ảnh nhỏ hơn.",
    "Export it smaller.": "Hãy xuất ảnh nhỏ hơn.",
    "Export it smaller, or with fewer frames.": "Hãy xuất ảnh nhỏ hơn hoặc ít khung hình hơn.",
    "Export fewer of them.": "Hãy xuất ít khung hình hơn.",
    "Export it without metadata.": "Hãy xuất lại ảnh không kèm siêu dữ liệu.",
    "Export it without protection.": "Hãy xuất lại ảnh không đặt bảo vệ.",
    "Export it as a JPEG.": "Hãy xuất sang JPEG.",
    "Export it as a PNG.": "Hãy xuất sang PNG.",
    "Export it as an ordinary PNG.": "Hãy xuất sang PNG thông thường.",
    "Export it as an ordinary 8-bit JPEG.": "Hãy xuất sang JPEG 8 bit thông thường.",
    "Export it as an ordinary JPEG or a PNG.": "Hãy xuất sang JPEG thông thường hoặc PNG.",
    "Export it as an 8-bit or 16-bit JPEG, PNG or TIFF.": "Hãy xuất sang JPEG, PNG hoặc TIFF 8 bit hay 16 bit.",
    "Export it with standard dynamic range, as a JPEG or a PNG.": "Hãy tắt HDR rồi xuất sang JPEG hoặc PNG.",
    "Develop it and export it as a JPEG or a TIFF.": "Hãy xử lý ảnh thô rồi xuất sang JPEG hoặc TIFF.",
    "Open it in an image editor and export it as a new file.": (
        "Hãy mở bằng phần mềm chỉnh ảnh và xuất thành một tệp mới."
    ),
    "Use the original.": "Hãy dùng tệp gốc.",
    "Use the original, not a preview of it.": "Hãy dùng bản gốc, không dùng bản xem trước.",
    "Use JPEG, PNG, WebP, AVIF, HEIC, TIFF, GIF or BMP.": "Hãy dùng JPEG, PNG, WebP, AVIF, HEIC, TIFF, GIF hoặc BMP.",
    "It is a {}: rename it to {}.": "Đây là tệp {}: hãy đổi đuôi tệp thành {}.",
    "It is an {}: rename it to {}.": "Đây là tệp {}: hãy đổi đuôi tệp thành {}.",
    "Check the path": "Hãy kiểm tra lại đường dẫn.",
    "Check its permissions": "Hãy kiểm tra quyền đọc tệp.",
    "Name the files in it one by one": "Hãy ghi tên từng tệp trong đó.",
    # What is written
    "the output exists already": "Tệp kết quả đã có sẵn",
    "the output's folder does not exist": "Không có thư mục chứa tệp kết quả",
    "output: the file exists": "Tệp kết quả đã có sẵn",
    "output: the folder does not exist": "Không có thư mục chứa tệp kết quả",
    "output: the folder cannot be written to": "Không ghi được vào thư mục chứa tệp kết quả",
    "output: there is a folder of that name": "Tên tệp kết quả trùng với một thư mục",
    "output: the suffix names no film or recording that can be written": (
        "Đuôi của tệp kết quả không phải là loại phim hoặc bản ghi âm ghi được"
    ),
    "Use .mp4, .mov, .mkv or .webm; for sound alone .m4a, .mp3, .wav, .ogg or .flac.": (
        "Hãy dùng .mp4, .mov, .mkv hoặc .webm; nếu chỉ có âm thanh thì dùng .m4a, .mp3, .wav, .ogg hoặc .flac."
    ),
    "a film cannot be written as {}": "Không ghi được phim thành tệp {}",
    "a recording cannot be written as {}": "Không ghi được bản ghi âm thành tệp {}",
    "Use .mp4, .mov, .mkv or .webm.": "Hãy dùng .mp4, .mov, .mkv hoặc .webm.",
    "Use .m4a, .mp3, .wav, .ogg or .flac.": "Hãy dùng .m4a, .mp3, .wav, .ogg hoặc .flac.",
    "the film or recording could not be written": "Không ghi được phim hoặc bản ghi âm",
    "a part of the copy does not belong to this film": "Có một phần của bản sao không thuộc về phim này",
    "output: another run is writing it just now": "Một lượt chạy khác đang ghi tệp kết quả này",
    "Wait until it is done, or end it": "Hãy chờ lượt ấy xong, hoặc dừng nó",
    "output: the suffix names no picture format": "Đuôi của tệp kết quả không phải là một định dạng ảnh",
    "output: the suffix names neither a picture nor a film or recording": (
        "Đuôi của tệp kết quả không phải là ảnh, phim hay bản ghi âm"
    ),
    "output: the suffix names a picture, the original is a film or recording": (
        "Đuôi của tệp kết quả là của ảnh, còn bản gốc là phim hoặc bản ghi âm"
    ),
    "output: the suffix names a film or recording, the original is a picture": (
        "Đuôi của tệp kết quả là của phim hoặc bản ghi âm, còn bản gốc là ảnh"
    ),
    "output: the suffix names a film, the original holds sound alone": (
        "Đuôi của tệp kết quả là của phim, còn bản gốc chỉ có âm thanh"
    ),
    "output: no such copy of it can be written and verified": "Không ghi và kiểm tra được bản sao loại này",
    "Use one such as .jpg, .png, .mp4 or .m4a": "Hãy dùng đuôi như .jpg, .png, .mp4 hoặc .m4a.",
    "Use .{}.": "Hãy dùng .{}.",
    "--against: a picture and a film cannot be compared": "--against: không so được ảnh với phim",
    "Name the original of this very copy": "Hãy nêu bản gốc của chính bản sao này.",
    "a film or recording is not taken as bytes": "Không nhận phim hay bản ghi âm dưới dạng byte",
    "Give the path of its file": "Hãy nêu đường dẫn của tệp.",
    "output: the disk is full, nothing was written": "Ổ đĩa đã đầy, chưa ghi gì cả",
    "output: the file could not be written ({})": "Không ghi được tệp kết quả ({})",
    "there is no frame to write": "Không có khung hình nào để ghi",
    "HEIC cannot be written": "Không ghi được tệp HEIC",
    "a {} file holds one frame, not {}": "Tệp {} chỉ chứa một khung hình, không chứa được {}",
    "several files need a folder as output": "Nhiều tệp thì nơi lưu kết quả phải là một thư mục",
    "{}: no picture, film or recording is in this folder": ("{}: thư mục này không có ảnh, phim hay bản ghi âm nào"),
    "Name the files, or another folder": "Hãy ghi tên từng tệp, hoặc chọn thư mục khác.",
    "{} and {} would both be written as {}": "{} và {} sẽ cùng được ghi thành {}",
    "Give one of them another name, or take them one by one": "Hãy đổi tên một trong hai, hoặc làm từng tệp.",
    "--report: several files need a folder": "--report: nhiều tệp thì cần một thư mục",
    "Name one that is there or can be made: --report FOLDER": (
        "Hãy nêu một thư mục đã có hoặc tạo được: --report THƯ_MỤC."
    ),
    "--show shows one file": "--show chỉ cho xem một tệp",
    "{}: the file exists already": "{}: tệp đã có sẵn",
    "{}: its folder does not exist": "{}: không có thư mục chứa tệp",
    "--out {}: can't be made ({})": "--out {}: không tạo được thư mục ({})",
    "Choose another name, or add --force": "Hãy chọn tên khác, hoặc thêm --force.",
    "Choose another folder": "Hãy chọn thư mục khác.",
    "Make it first": "Hãy tạo thư mục trước.",
    "Make it first, or name another one.": "Hãy tạo thư mục trước, hoặc chọn thư mục khác.",
    "Name one that is there or can be made: -o FOLDER": "Hãy nêu một thư mục đã có hoặc tạo được: -o THƯ_MỤC.",
    "Name a file.": "Hãy ghi tên một tệp.",
    "Name one FILE": "Hãy ghi tên một tệp duy nhất.",
    "Name another one, or allow it to be replaced with --force.": "Hãy chọn tên khác, hoặc thêm --force để ghi đè.",
    "Name another one, or change its permissions.": "Hãy chọn thư mục khác, hoặc đổi quyền ghi.",
    "Free some space, or name another folder.": "Hãy giải phóng dung lượng, hoặc chọn thư mục khác.",
    "Use .jpg, .png, .webp, .avif, .tiff or .gif.": "Hãy dùng .jpg, .png, .webp, .avif, .tiff hoặc .gif.",
    "Write .jpg.": "Hãy ghi thành .jpg.",
    "Write .webp, .png, .gif or .tiff.": "Hãy ghi thành .webp, .png, .gif hoặc .tiff.",
    # What was asked
    "{}: '{}' is not one of {}": "{}: '{}' không thuộc các giá trị {}",
    "keep: '{}' is not one of {}": "keep: '{}' không thuộc các giá trị {}",
    "body area: '{}' is not one of {}": "Bộ phận cơ thể: '{}' không thuộc các giá trị {}",
    "Choose one of these": "Hãy chọn một trong số đó.",
    "Separate several with commas": "Nhiều giá trị thì cách nhau bằng dấu phẩy.",
    "Leave it out to cover all": "Bỏ trống để che tất cả.",
    "--person number {}: {}": "--person thứ {}: {}",
    "--keep: {}": "Tùy chọn --keep: {}",
    "--hide: {}": "Tùy chọn --hide: {}",
    "--heard: {}": "Tùy chọn --heard: {}",
    "--hide: '{}' is not understood": "--hide: không hiểu '{}'",
    "--hide: everybody is hidden already": "--hide: mọi người đều đã được che rồi",
    "It goes with --keep face: all but these stay": "Dùng cùng --keep face: giữ mọi người trừ những người này.",
    "--hide: figure {} is kept as well": "--hide: người số {} cũng được ghi là giữ",
    "Name each figure once": "Mỗi số chỉ ghi một lần.",
    "--keep: voice keeps all the sound, heard= a part of it": (
        "--keep: voice giữ toàn bộ âm thanh, heard= chỉ giữ một phần"
    ),
    "--keep, --hide: there is no figure {}; the film has {}": (
        "--keep, --hide: không có người số {}; phim chỉ có {} người"
    ),
    "--keep, --hide: track= names figures of a film": "--keep, --hide: track= nêu những người trong một đoạn phim",
    "This is none: leave it out": "Tệp này không phải phim: hãy bỏ tùy chọn đó.",
    "--keep: heard= is a part of the sound, and there is none": (
        "--keep: heard= là một phần âm thanh, mà tệp không có âm thanh"
    ),
    "Leave it out": "Hãy bỏ tùy chọn này.",
    "--keep, --hide: track= and heard= are of one film": "--keep, --hide: track= và heard= chỉ dùng cho một đoạn phim",
    "Name figures of a film: --hide track=1,2": "Hãy nêu số của những người trong phim: --hide track=1,2",
    "--preview: only a film has one": "--preview: chỉ phim mới có bản xem trước",
    "Of a picture or recording the copy itself is quick": "Với ảnh hay bản ghi âm thì làm luôn bản sao cũng nhanh.",
    "--preview: no copy is made, so that -o has none to write": (
        "--preview: không làm bản sao nên -o không có gì để ghi"
    ),
    "Leave one of them out": "Hãy bỏ một trong hai.",
    "--preview: not an MP4": "--preview: không phải tệp MP4",
    "Name it .mp4": "Hãy đặt tên có đuôi .mp4",
    "--preview shows one film": "--preview chỉ cho xem một đoạn phim",
    "--preview: there is no report of a quick look": "--preview: lần xem nhanh không có báo cáo",
    "Leave --report out": "Hãy bỏ --report.",
    "--show: only a film or recording has a sheet": "--show: chỉ phim hoặc bản ghi âm mới có bảng khung hình",
    "'kindao detect' draws a picture": "Với ảnh thì dùng 'kindao detect'.",
    "--show: it is the copy's own file": "--show: trùng với tệp của bản sao",
    "'{}' is not a role": "'{}' không phải là một vai trò",
    "a role is missing": "thiếu vai trò",
    "a quote is not closed": "chưa đóng dấu nháy",
    'Put a second one behind what it holds: name="Lê Thị Hoa"': (
        'Thêm dấu nháy thứ hai sau phần cần giữ: name="Lê Thị Hoa"'
    ),
    "'{}' is not understood": "không hiểu '{}'",
    "{} is given twice": "{} được ghi hai lần",
    "{} is not a valid {}": "{} không phải là giá trị hợp lệ của {}",
    "born is not a day such as 1990-05-01": "born không phải là một ngày như 1990-05-01",
    "at is not four whole numbers x0,y0,x1,y1 with x0 <= x1 and y0 <= y1": (
        "at không phải là bốn số nguyên x0,y0,x1,y1 với x0 <= x1 và y0 <= y1"
    ),
    "Use patient, bystander or staff first": "Hãy ghi patient, bystander hoặc staff trước tiên.",
    "Write e.g. 'patient id=P1'": "Hãy ghi, ví dụ, 'patient id=P1'.",
    "Keys: {}, each as key=value; dead; unable-at-capture": (
        "Các khóa: {}, mỗi khóa ghi theo dạng khóa=giá trị; dead; unable-at-capture."
    ),
    "Give it once": "Chỉ ghi một lần.",
    "Write year-month-day": "Hãy ghi năm-tháng-ngày.",
    "status: {}; capacity: {}": "Giá trị của status: {}; của capacity: {}.",
    "e.g. at=120,40,300,280": "Ví dụ: at=120,40,300,280.",
    "track is neither numbers of figures, from 1, nor all": (
        "track không phải là số của những người trong phim, từ 1, cũng không phải all"
    ),
    "e.g. track=1 or track=1,2; track=all is everybody whom nobody else is": (
        "Ví dụ: track=1 hoặc track=1,2; track=all là mọi người chưa được nêu là ai."
    ),
    "heard is not from when to when, in minutes and seconds": "heard không phải là từ phút giây nào đến phút giây nào",
    "e.g. heard=0:05-0:20 or, in seconds, heard=5-20.5": "Ví dụ: heard=0:05-0:20 hoặc, theo giây, heard=5-20.5.",
    "heard ends before it begins": "heard kết thúc trước khi bắt đầu",
    "Write the earlier moment first": "Hãy ghi lúc sớm hơn trước.",
    # Consents and facts
    "consent {}: can't be read ({})": "Bản đồng ý {}: không đọc được ({})",
    "{}: can't be read ({})": "{}: không đọc được ({})",
    "can't be read ({})": "không đọc được ({})",
    "not JSON (line {}, column {})": "Không phải là JSON (dòng {}, cột {})",
    "not UTF-8 text": "Không phải là văn bản UTF-8",
    "larger than {} MiB": "Lớn hơn {} MiB",
    "this is a device, not a file": "Đây là một thiết bị, không phải tệp",
    "nothing came through the pipe": "Không nhận được gì qua đường ống",
    "Save it as a file first.": "Hãy lưu thành tệp trước.",
    "nested too deep": "Lồng nhau quá sâu",
    "not something that JSON can hold": "Không phải là thứ JSON chứa được",
    "a field is there twice": "Có trường bị lặp",
    "a number that JSON does not have": "Có số mà JSON không có",
    "is missing": "bị thiếu",
    "is empty": "đang để trống",
    "is there twice": "bị lặp",
    "names the person themselves": "nêu chính người đó",
    "family names the person themselves": "family nêu chính người đó",
    "Name the others whose secret it is": "Hãy nêu những người khác cũng có bí mật này",
    "not two capital letters such as VN": "không phải hai chữ cái in hoa như VN",
    "who signs for themselves has none": "người tự ký cho mình thì không ghi quan hệ",
    "not in a year from {} to {}": "không thuộc các năm từ {} đến {}",
    "is the subject": "là chính người được nêu trong bản đồng ý",
    "nothing was withdrawn": "chưa có gì được rút lại",
    "there is no such field": "không có trường này",
    "name at least one": "cần nêu ít nhất một",
    "before starts": "trước ngày bắt đầu (starts)",
    "not digits such as 2000000": "không phải là một số tiền viết bằng chữ số như 2000000",
    "not three capital letters such as VND": "không phải là ba chữ cái in hoa như VND",
    "holds a number as identity documents have": (
        "có một dãy số như số giấy tờ tùy thân; chỉ ghi nơi lưu giấy tờ, hoặc mã băm có thêm muối"
    ),
    "names a place that is not among the destinations": "nêu một nơi không có trong destinations",
    "the remuneration does not say that anything is paid": "remuneration không nói là có trả tiền",
    "lacks something, and rights_notice says that all was told": (
        "còn thiếu, trong khi rights_notice nói là đã cho biết đủ"
    ),
    "was not signed while Decree 13/2023 was in force": "không được ký khi Nghị định 13/2023 còn hiệu lực",
    "{}migrated.on: later than now": "{}migrated.on: ngày chuyển chưa tới",
    "Write the day on which it was carried over": "Hãy ghi ngày đã chuyển sang.",
    "before signed_at": "trước lúc ký (signed_at)",
    "after signed_at": "sau lúc ký (signed_at)",
    "another law was in force on the day of signing": "ngày ký thuộc hiệu lực của luật khác",
    "not a text in quotes": "phải là một chuỗi ký tự trong dấu nháy",
    "not true or false, without quotes": "phải là true hoặc false, không đặt trong dấu nháy",
    "not a list in square brackets": "phải là một danh sách trong ngoặc vuông",
    "not a group of fields in braces": "phải là một nhóm trường trong ngoặc nhọn",
    "begins or ends with a blank": "có dấu cách ở đầu hoặc cuối",
    "not one of {}": "không thuộc các giá trị {}",
    "holds a control or direction character": "có ký tự điều khiển hoặc ký tự đổi chiều chữ",
    "{}: holds a control or direction character": "{}: có ký tự điều khiển hoặc ký tự đổi chiều chữ",
    "--on: before the consent was signed": "--on: trước ngày ký bản đồng ý",
    "A receipt is of that day or a later one": "Biên nhận có ngày ký hoặc một ngày sau đó.",
    "Type it again by hand": "Hãy tự gõ lại bằng bàn phím",
    "holds a control or direction character that nobody sees": (
        "có ký tự điều khiển hoặc ký tự đổi chiều chữ mà mắt không thấy"
    ),
    "holds half a character": "có một ký tự bị cắt đôi",
    "before 1900, which is older than anybody: the longest life on record is 122 years (Guinness World Records)": (
        "trước năm 1900, tức già hơn bất cứ ai: người sống lâu nhất từng được ghi nhận thọ 122 tuổi (Guinness World "
        "Records)"
    ),
    "before 1900, where the days that are read begin": "trước năm 1900; chỉ đọc các ngày từ năm 1900",
    "after 2099, where the days that are read end": "sau năm 2099; chỉ đọc các ngày đến hết năm 2099",
    "Check the birth date": "Hãy xem lại ngày sinh.",
    "not a day such as 2026-11-23": "không phải là một ngày viết theo dạng năm-tháng-ngày như 2026-11-23",
    "not a day and time such as 2026-11-23T09:30:00+07:00": (
        "không phải là ngày và giờ viết theo dạng như 2026-11-23T09:30:00+07:00"
    ),
    "{}signed_at: later than now": "{}signed_at: lúc ký chưa tới",
    "A consent counts from its signature on; correct the time": (
        "Sự đồng ý chỉ có giá trị từ lúc ký; hãy sửa lại thời điểm."
    ),
    "{}: later than now": "{}: chưa tới lúc đó",
    "If the person has withdrawn already, write when they said so; "
    "a consent that is to end on a later day has that day in the scope's ends": (
        "Nếu người đó đã rút lại thì ghi lúc họ nói; sự đồng ý sẽ hết vào một ngày sau này thì ghi ngày đó vào ends."
    ),
    "Mend it there, then kindao consent show FILE for a consent, kindao law explain FILE for facts": (
        "Sửa tại chỗ đó rồi hỏi lại: bản đồng ý dùng kindao consent show TỆP, dữ kiện dùng kindao law explain TỆP"
    ),
    "Name the JSON file itself, which is far smaller": "Hãy nêu đúng tệp JSON, vốn nhỏ hơn nhiều",
    "Save it as JSON in UTF-8": "Hãy lưu thành JSON theo UTF-8.",
    # The law
    "no rule {} in the pack {}": "Không có điều luật {} trong gói luật {}",
    "kindao law list shows them all": "Lệnh kindao law list liệt kê tất cả.",
    "no event {} starts a clock in the pack {}": "Không có sự kiện {} nào làm bắt đầu một thời hạn trong gói luật {}",
    "no event is named": "Chưa nêu sự kiện nào",
    "There is: {}": "Có: {}.",
    "it is not said when it happened": "Chưa nêu việc xảy ra lúc nào",
    "Add --since, e.g. --since 2026-11-23T09:30": "Hãy thêm --since, ví dụ --since 2026-11-23T09:30.",
    "the moment has no time zone": "Thời điểm không có múi giờ",
    "Write it as 2026-11-23T09:30:00+07:00": "Hãy ghi theo dạng như 2026-11-23T09:30:00+07:00.",
    "the moment lies outside the calendar": "Thời điểm nằm ngoài lịch",
    "Check the year": "Hãy xem lại năm.",
    "law pack {}: {}": "Gói luật {}: {}",
    "{} was altered": "{} đã bị thay đổi",
    "pack.toml was altered, or never sealed": "pack.toml đã bị thay đổi hoặc chưa được niêm phong",
    "the cases of the law are not sound ({})": "Tệp các ca của luật bị hỏng ({})",
    "the incidents of the law are not sound ({})": "Tệp các vụ việc đã xảy ra bị hỏng ({})",
    "--from: later than --to": "--from: muộn hơn ngày --to",
    "Exchange the two days": "Hãy đổi chỗ hai ngày.",
    "--from: the law pack begins on {}": "--from: gói luật bắt đầu từ ngày {}",
    "Choose that day or a later one": "Hãy chọn ngày đó hoặc một ngày sau.",
    "law pack {} is not sound ({})": "Gói luật {} bị hỏng ({})",
    "no law pack in {}: pack.toml can't be read ({})": "Trong {} không có gói luật: không đọc được pack.toml ({})",
    "Name the folder that holds it, such as ./our-pack": "Hãy ghi thư mục chứa tệp đó, ví dụ ./goi-rieng.",
    "law pack {} is not sound ({}: {})": "Gói luật {} bị hỏng ({}: {})",
    "law pack {}: its pack.toml has no {}": "Gói luật {}: tệp pack.toml thiếu {}",
    "law pack {}: {} in its pack.toml is no text": "Gói luật {}: {} trong pack.toml không phải là chữ trong ngoặc kép",
    "Write it, such as {} = {}, and seal it again": "Hãy ghi vào, ví dụ {} = {}, rồi niêm phong lại.",
    "law pack {}: {} is not for a pack that extends {}": "Gói luật {}: gói mở rộng không được đặt {} (gói gốc là {})",
    "law pack {}: it needs a name of its own, in small letters": "Gói luật {}: cần một tên riêng, viết chữ thường",
    "law pack {}: precedence is that of the pack it extends": (
        "Gói luật {}: thứ tự ưu tiên (precedence) phải như của gói gốc"
    ),
    "law pack {}: valid_until is no day, or later than {} of {}": (
        "Gói luật {}: valid_until không phải là một ngày, hoặc muộn hơn {} của gói {}"
    ),
    "law pack {}: terms.{} is no list of {}": "Gói luật {}: terms.{} không phải là danh sách của gói {}",
    "law pack {}: terms.{} is not a list of words to add": "Gói luật {}: terms.{} không phải là danh sách từ để thêm",
    "law pack {}: {} belongs to the pack it extends": "Gói luật {}: {} thuộc về gói gốc",
    "law pack {}: rule {} permits; a pack that extends another may not": (
        "Gói luật {}: quy tắc {} là quy tắc cho phép; gói mở rộng không được cho phép gì"
    ),
    "law pack {}: rule {} is there already": "Gói luật {}: quy tắc {} đã có rồi",
    "Mend it and seal it again; docs/law.md shows the form": ("Hãy sửa rồi niêm phong lại; mẫu ở docs/law.md."),
    "the law pack could not judge these facts": "Gói luật không xét được các dữ kiện này",
    "Nothing is released; report the pack's version": "Không có gì được đưa ra ngoài; hãy báo phiên bản gói luật.",
    "Install again, or seal the pack that you changed": "Hãy cài đặt lại, hoặc niêm phong lại gói luật đã sửa.",
    # Outputs and people that cannot be what was meant
    "Choose another name": "Hãy chọn tên khác",
    "output: a device or pipe has this name, no file": "Tệp ra: tên này là của thiết bị hoặc ống dẫn, không phải tệp",
    "the output's name tells of somebody": "Tên tệp ra nói về một người",
    "It goes out with the copy: choose one without names, initials, days or record numbers, such as copy-0001": (
        "Tên tệp đi cùng bản sao: hãy chọn tên không có tên người, tên tắt, ngày hay số hồ sơ, ví dụ copy-0001."
    ),
    "the output is the original": "Tệp ra chính là ảnh gốc",
    "--report: it is the safe copy's own file": "--report: trùng với tệp của bản an toàn",
    "{}: not an HTML file": "{}: không phải tệp HTML",
    "Name it .html": "Hãy đặt tên có đuôi .html",
    "--body-area: several people are hidden in the film": "--body-area: trong phim có nhiều người bị che",
    "Keep the others by --keep track=, or ask 'kindao check' and say with --person who is the patient": (
        "Hãy giữ những người khác bằng --keep track=, hoặc dùng 'kindao check' và ghi bằng --person ai là người bệnh."
    ),
    "--body-area: several people are in the picture": "--body-area: trong ảnh có nhiều người",
    "Ask 'kindao check', and say with --person who is the patient and where": (
        "Hãy dùng 'kindao check' và ghi bằng --person ai là người bệnh và ở đâu"
    ),
    "--body-area, --shown: only of a picture": "--body-area, --shown: chỉ dùng cho ảnh",
    "Of a film 'kindao check' tells what stays": "Với phim, 'kindao check' cho biết phần nào được giữ.",
    "--body-area: without the original nobody knows where the part is": (
        "--body-area: không có bản gốc thì không biết bộ phận đó ở đâu"
    ),
    "Name it with --against": "Hãy nêu bản gốc bằng --against.",
    "--shown: {}": "Tùy chọn --shown: {}",
    "--shown: '{}' is not understood": "--shown: không hiểu '{}'",
    "Give a place: --shown at=x0,y0,x1,y1": "Hãy nêu một chỗ: --shown at=x0,y0,x1,y1",
    "--shown: a place lies outside the picture of {} x {} pixels": ("--shown: có chỗ nằm ngoài ảnh {} x {} điểm ảnh"),
    "{}: names nobody": "{}: chưa nêu tên ai",
    "Give the name of the person who answers for it": "Ghi tên người chịu trách nhiệm về điều này",
    "--confirmed-by: is who stated that it is an illustration": "--confirmed-by: trùng với người khai đây là minh họa",
    "Somebody else must have looked: the officer": "Phải có một người khác đã xem: người phụ trách",
    "--person: the place named for {} holds several faces": "--person: chỗ đặt cho {} có nhiều khuôn mặt",
    "--person: the place named for {} names a second face": "--person: chỗ đặt cho {} chỉ thêm một khuôn mặt thứ hai",
    "Give one place for each person; of a before and after in one picture cut the halves apart and ask of each": (
        "Mỗi người chỉ ghi một chỗ; ảnh trước và sau ghép chung thì cắt rời rồi hỏi từng nửa"
    ),
    "--person: {} would be figure {} and figure {}, and one frame shows both": (
        "--person: {} sẽ là cả người số {} lẫn người số {}, mà có khung hình thấy cả hai"
    ),
    "Of one frame a person has one face: say whose the other is; one in a mirror, on a screen or in a picture on the "
    "wall is hidden as a bystander: 'bystander track=2'": (
        "Trong một khung hình mỗi người chỉ có một khuôn mặt: hãy nêu người kia là ai; hình trong gương, trên màn hình "
        "hoặc trong tranh ảnh treo tường thì che như người khác: 'bystander track=2'"
    ),
    "Draw it around one face; 'kindao detect' tells where the faces are": (
        "Hãy khoanh quanh một khuôn mặt; 'kindao detect' cho biết các khuôn mặt ở đâu"
    ),
    "--person: {} and {} are put in the same place": "--person: {} và {} được đặt ở cùng một chỗ",
    "Give each person the box around their own face": "Ghi cho mỗi người một khung quanh đúng khuôn mặt của họ",
    "--person: {} has a place of one picture, at=": "--person: {} có at=, là chỗ trong một bức ảnh",
    "In a film name the figure: track=1; 'kindao detect FILM --show SHEET.jpg' shows their numbers": (
        "Trong phim thì ghi số của người đó: track=1; 'kindao detect PHIM --show BANG.jpg' cho thấy các số"
    ),
    "--person: {} has track= or heard=, which a picture has not": (
        "--person: {} có track= hoặc heard=, mà ảnh thì không"
    ),
    "the work on the film has no place ({})": "không có chỗ để làm phim ({})",
    "Name another folder": "Hãy chọn thư mục khác",
    "Give the box around the face: at=x0,y0,x1,y1": "Hãy ghi khung quanh khuôn mặt: at=x0,y0,x1,y1",
    "--person: {} is said to be figure {}; the film has {}": (
        "--person: {} được ghi là người số {}; phim chỉ có {} người"
    ),
    "'kindao detect FILM --show SHEET.jpg' shows their numbers": (
        "'kindao detect PHIM --show BANG.jpg' cho thấy số của từng người"
    ),
    "{}: heard={} goes beyond the end, {} seconds": "{}: heard={} vượt quá chỗ kết thúc, {} giây",
    "'kindao detect FILE' tells when somebody speaks": "'kindao detect TỆP' cho biết lúc nào có người nói",
    "--body-area: a recording shows no part of the body": "--body-area: bản ghi âm không cho thấy vùng nào của cơ thể",
    "--person: heard={} of {} holds only a part of what is said in {}": (
        "--person: heard={} của {} chỉ chứa một phần lời nói trong khoảng {}"
    ),
    "Give such speech whole, heard={}, if one person alone speaks in it; else leave it out, and it is silenced": (
        "Hãy ghi trọn đoạn nói ấy, heard={}, nếu chỉ một người nói trong đó; nếu không thì bỏ đi, và đoạn ấy sẽ im lặng"
    ),
    "--person: {} and {} are said to be the same figure": "--person: {} và {} được ghi là cùng một người trong phim",
    "Give each person their own numbers": "Ghi cho mỗi người những số riêng",
    "--person: {} and {} are said to speak at the same time": "--person: {} và {} được ghi là nói cùng một lúc",
    "heard= is when somebody alone speaks": "heard= là lúc chỉ một người nói",
    "--ours: {} is too short": "--ours: {} quá ngắn",
    "Write the clinic's name, address, number or doctor in full": (
        "Ghi đầy đủ tên cơ sở, địa chỉ, số điện thoại hoặc tên bác sĩ"
    ),
    "--clinic {}: can't be read ({})": "--clinic {}: không đọc được ({})",
    "--clinic {}: not a text file": "--clinic {}: không phải tệp văn bản",
    "Write one detail on each line, as UTF-8": "Ghi mỗi dòng một chi tiết, mã hóa UTF-8",
    "--person: the id {} is given twice": "--person: mã {} được dùng hai lần",
    "Give each person their own id": "Cho mỗi người một mã riêng",
    "--person: {} is said to be {}, and a patient's consent has this id: it states {}": (
        "--person: {} được ghi là {}, nhưng mã này là của một bản đồng ý của người bệnh: bản ấy có ghi {}"
    ),
    "Say patient, leave these out of a consent of staff or others, or give this person an id and a consent of their "
    "own": (
        "Hãy ghi patient, bỏ các mục ấy khỏi bản đồng ý của nhân viên hoặc người khác, hoặc cho người này mã và bản "
        "đồng ý riêng"
    ),
    "--person: a place named for {} lies outside the picture of {} x {} pixels": (
        "--person: vị trí của {} nằm ngoài ảnh {} x {} điểm ảnh"
    ),
    "Give x0,y0,x1,y1 in pixels of the picture as shown": "Ghi x0,y0,x1,y1 theo điểm ảnh của ảnh như đang hiển thị",
    # The sound
    "the sound is not made of finite numbers": "Âm thanh chứa giá trị không phải là số hữu hạn",
    "the sound's times go backwards": "Mốc thời gian của âm thanh chạy lùi",
    "Export it again from its source": "Hãy xuất lại từ nguồn gốc.",
    # The desk
    "the folder of the installation can't be made: {}": "Không tạo được thư mục của hệ thống: {}",
    "the folder of the installation can't be written: {}": "Không ghi được vào thư mục của hệ thống: {}",
    "Name one that you may write: KINDAO_HOME=FOLDER": "Hãy nêu thư mục mà bạn ghi được: KINDAO_HOME=THƯ_MỤC",
    "Name one that you may write: --home FOLDER": "Hãy nêu thư mục mà bạn ghi được: --home THƯ_MỤC",
    "--listen: '{}' is not an address": "--listen: '{}' không phải là một địa chỉ",
    "Name one such as 127.0.0.1": "Hãy nêu một địa chỉ như 127.0.0.1",
    "others could read what goes to and from this desk": (
        "Người khác có thể đọc được những gì đi và đến bàn làm việc này"
    ),
    "Put a proxy with HTTPS before it and name its address: KINDAO_ADDRESS=https://desk.example": (
        "Hãy đặt một proxy HTTPS phía trước và nêu địa chỉ của nó: KINDAO_ADDRESS=https://desk.example"
    ),
    "port {} can't be used: {}": "Không dùng được cổng {}: {}",
    "Stop the other program, or name another: --port 8461": (
        "Hãy dừng chương trình kia, hoặc nêu cổng khác: --port 8461"
    ),
    "the database is damaged": "Cơ sở dữ liệu bị hỏng",
    "Restore a backup into another folder": "Hãy khôi phục bản sao lưu vào một thư mục khác",
    "the database was made by a newer Kindao than this": (
        "Cơ sở dữ liệu do một phiên bản Kindao mới hơn bản này tạo ra"
    ),
    "Start it with that version, or a newer one": "Hãy khởi động bằng phiên bản đó hoặc mới hơn",
    "the database could not be brought to this version": "Không nâng được cơ sở dữ liệu lên phiên bản này",
    "the database can't be reached": "Không kết nối được với cơ sở dữ liệu",
    "Check that it runs, and what KINDAO_DATABASE says": (
        "Hãy kiểm tra xem nó có đang chạy không và KINDAO_DATABASE ghi gì"
    ),
    "--new-clinic: who administers it?": "--new-clinic: ai quản trị phòng khám này?",
    "Add --let-in E-MAIL": "Hãy thêm --let-in E-MAIL",
    "--new-clinic: this is no name of a clinic": "--new-clinic: đây không phải tên phòng khám",
    "1 to {} characters": "Từ 1 đến {} ký tự",
    "--let-in: this is no e-mail address": "--let-in: đây không phải địa chỉ email",
    "--new-clinic: there is a clinic of this name already": "--new-clinic: đã có phòng khám tên này",
    "Its administrator invites people": "Người quản trị của phòng khám đó mời người vào",
    "--let-in: nobody has an account with this e-mail": "--let-in: không ai có tài khoản với email này",
    "Check how it is written": "Hãy kiểm tra lại cách viết",
    "the worker was lost again and again": "Tiến trình xử lý bị mất hết lần này đến lần khác",
    "this folder holds a real installation, which no demo is put into": (
        "Thư mục này chứa một hệ thống thật, không đưa dữ liệu thử vào đó"
    ),
    "Name another folder: --home FOLDER": "Hãy nêu thư mục khác: --home THƯ_MỤC",
    # What is installed, what broke
    "{}: {} is not installed": "{}: chưa cài {}",
    "{}: the weights {} are not in {}": "{}: không có trọng số {} trong {}",
    "{}: the weights {} have another digest than the catalogue's": "{}: mã băm của trọng số {} khác với danh mục",
    "finding faces": "tìm khuôn mặt",
    "finding persons": "tìm người",
    "finding text": "tìm chữ",
    "finding intimate parts": "tìm vùng kín",
    "reading text": "đọc chữ",
    "verifying faces": "kiểm tra lại khuôn mặt",
    "trying to recognise faces": "thử nhận ra khuôn mặt",
    "finding speech": "tìm tiếng nói",
    "telling voices apart": "phân biệt các giọng",
    "trying to recognise voices": "thử nhận ra giọng nói",
    "the detector {} can't be loaded: {}": "Không nạp được bộ dò {}: {}",
    "the detector {} is not one": "{} không phải là bộ dò",
    "verification broke ({})": "Bước kiểm tra lại gặp lỗi ({})",
    "{} broke ({})": "Bộ dò {} gặp lỗi ({})",
    "It needs a name, finds, needs and find": "Bộ dò cần có name, finds, needs và find.",
    "Install it: pip install '{}'": "Hãy cài đặt: pip install '{}'",
    "Install Kindao again": "Hãy cài lại Kindao.",
    "Install again": "Hãy cài đặt lại.",
    "Run 'kindao doctor'": "Hãy chạy 'kindao doctor'.",
    "verification: the second metadata reader broke": "Kiểm tra lại: bộ đọc siêu dữ liệu thứ hai gặp lỗi",
    "verification: webrtcvad is not installed": "Kiểm tra lại: chưa cài webrtcvad",
    "verification: a second reader cannot open the written file": (
        "Kiểm tra lại: bộ đọc thứ hai không mở được tệp đã ghi"
    ),
    "a film of this kind can't be verified": "Phim loại này không kiểm tra lại được",
    "Use MP4, MOV, MKV or WebM.": "Hãy dùng MP4, MOV, MKV hoặc WebM.",
    "verification: the structure of the written {} cannot be followed": (
        "Kiểm tra lại: không lần theo được cấu trúc của tệp {} đã ghi"
    ),
    "the copy that was made cannot be shown": "Không hiện được bản sao đã làm",
    "Run the check again.": "Hãy chạy kiểm tra lại.",
    "the worker was lost ({})": "Tiến trình xử lý bị mất ({})",
    "Try this file alone": "Hãy thử riêng tệp này.",
    "our own failure ({}); nothing was released": "Lỗi của chính Kindao ({}); không có gì được đưa ra ngoài",
    "KINDAO_DEBUG=1 shows where": "Đặt KINDAO_DEBUG=1 để thấy lỗi ở đâu.",
    "nothing came of it": "không có kết quả nào",
    "stopped; nothing was written": "Đã dừng; chưa ghi gì cả",
    # The vault
    "the clinic's master key can't be written: {}": "Không ghi được khóa chính của phòng khám: {}",
    "Make room on the disk and see that the folder keys is yours, then try again": (
        "Hãy dọn chỗ trên ổ đĩa, kiểm tra bạn có quyền trên thư mục keys, rồi thử lại"
    ),
    "the clinic's master key is missing; its files stay closed": (
        "Thiếu khóa chính của phòng khám; các tệp của phòng khám vẫn đóng"
    ),
    "the clinic's master key is damaged; its files stay closed": (
        "Khóa chính của phòng khám bị hỏng; các tệp của phòng khám vẫn đóng"
    ),
    "Put the folder keys back from where it is kept apart, then try again": (
        "Hãy chép lại thư mục keys từ nơi cất riêng, rồi thử lại"
    ),
    "the master key does not open this data key; one of them was altered or is another clinic's": (
        "Khóa chính không mở được khóa dữ liệu này; một trong hai đã bị sửa hoặc là của phòng khám khác"
    ),
    "Put back the folder keys that belongs to this database, then try again": (
        "Hãy chép lại đúng thư mục keys của cơ sở dữ liệu này, rồi thử lại"
    ),
    "KINDAO_MASTER_KEYS names nothing that is installed": "KINDAO_MASTER_KEYS chỉ tới thứ chưa được cài đặt",
    "Name an entry point of kindao.master_keys, or package.module:factory": (
        "Hãy ghi một điểm vào (entry point) của kindao.master_keys, hoặc package.module:factory"
    ),
    "the vault's disk is full; the file was not stored, and nothing was lost": (
        "Ổ đĩa của kho đã đầy; tệp chưa được lưu và không mất gì"
    ),
    "Make room on the disk, then send the file again": "Hãy dọn chỗ trên ổ đĩa, rồi gửi lại tệp",
    "the vault can't be written: {}; the file was not stored": "Không ghi được vào kho: {}; tệp chưa được lưu",
    "See that the folder vault is there and yours, then send the file again": (
        "Hãy kiểm tra thư mục vault còn đó và bạn có quyền, rồi gửi lại tệp"
    ),
    "a file of the vault is missing from the disk": "Một tệp của kho không còn trên ổ đĩa",
    "a file of the vault can't be read: {}": "Không đọc được một tệp của kho: {}",
    "See to the disk, then try again": "Hãy kiểm tra ổ đĩa, rồi thử lại",
    "a file of the vault was altered, cut short or exchanged; nothing of it is shown": (
        "Một tệp của kho đã bị sửa, bị cắt cụt hoặc bị tráo; không hiện gì của tệp ấy"
    ),
    "Put it back from the last backup, and tell the officer": (
        "Hãy khôi phục tệp từ bản sao lưu gần nhất, và báo người phụ trách bảo vệ dữ liệu"
    ),
    "the list of what was erased can't be written: {}": "Không ghi được danh sách những gì đã xóa: {}",
    "Make room on the disk; erase once more": "Hãy dọn chỗ trên ổ đĩa, rồi xóa lại lần nữa",
    "the list of what was erased is damaged": "Danh sách những gì đã xóa bị hỏng",
    "Put erased.jsonl back from a copy; without it a restore could bring back what was erased": (
        "Hãy chép lại erased.jsonl từ một bản sao; thiếu nó, việc khôi phục có thể làm sống lại những gì đã xóa"
    ),
    # Patients, consents and uses of the desk
    "a patient needs a record number and a name": "Người bệnh cần có mã hồ sơ và họ tên",
    "Fill in both": "Hãy điền cả hai",
    "this record number is another patient's": "Mã hồ sơ này là của người bệnh khác",
    "Look the patient up, or correct the number": "Hãy tìm người bệnh, hoặc sửa lại mã hồ sơ",
    "birth date: not between 1900 and today": "Ngày sinh không nằm giữa năm 1900 và hôm nay",
    "Correct the day": "Hãy sửa lại ngày",
    "a person needs a name": "Cần có họ tên của người này",
    "Fill it in": "Hãy điền vào",
    "who speaks for a patient needs a name and a relation": "Người đại diện cần có họ tên và quan hệ với người bệnh",
    "the file is larger than {} GiB": "Tệp lớn hơn {} GiB",
    "Cut the film, or export it smaller": "Hãy cắt ngắn đoạn phim, hoặc xuất với dung lượng nhỏ hơn",
    "this upload has ended": "Lượt tải lên này đã kết thúc",
    "Send the file again": "Hãy gửi lại tệp",
    "this part does not follow the last one": "Phần này không nối tiếp phần đã nhận",
    "not all of the file has come": "Tệp chưa đến đủ",
    "Ask how much has come, and go on from there": "Hãy hỏi đã nhận được bao nhiêu, rồi gửi tiếp từ đó",
    "giver.role: staff can't agree for anybody": "giver.role: nhân viên không được đồng ý thay cho ai",
    "Name who signed: the person, a guardian or kin": (
        "Hãy ghi người đã ký: chính người đó, người giám hộ hoặc thân nhân"
    ),
    "birth_date: another than in the patient's record": "birth_date: khác với ngày sinh trong hồ sơ của người bệnh",
    "See whose consent this is, then correct the day": "Hãy xem đây là sự đồng ý của ai, rồi sửa lại ngày",
    "the recording can't be read": "Không đọc được bản ghi âm",
    "Save it as MP3, M4A, WAV, OGG or FLAC": "Hãy lưu thành MP3, M4A, WAV, OGG hoặc FLAC",
    "a film is no scan and no recording": "Phim không phải là bản quét hay bản ghi âm",
    "Save the sound alone: MP3, M4A, WAV, OGG or FLAC": "Hãy chỉ lưu phần tiếng: MP3, M4A, WAV, OGG hoặc FLAC",
    "the signed paper is missing": "Thiếu bản giấy đã ký",
    "the recording of the call is missing": "Thiếu bản ghi âm cuộc gọi",
    "Add it: a sound that can be played": "Hãy thêm bản ghi âm nghe được",
    "what proves this consent is missing": "Thiếu bằng chứng của sự đồng ý này",
    "Add a picture or a PDF of the message, the page or the paper": (
        "Hãy thêm ảnh chụp hoặc tệp PDF của tin nhắn, trang hoặc tờ giấy"
    ),
    "Have it entered anew, with its scan or recording": "Hãy nhờ nhập lại, kèm bản quét hoặc bản ghi âm",
    "controller: another clinic than this one, or one that was not called so that day": (
        "controller: là cơ sở khác, không phải cơ sở này, hoặc ngày đó cơ sở không mang tên này"
    ),
    "A consent counts for whom it names: see whose it is, or ask the patient anew. What the clinic was called before, "
    "its administrator says under Clinic settings": (
        "Sự đồng ý chỉ có giá trị cho bên được ghi tên: hãy xem lại của ai, hoặc hỏi lại người bệnh. Tên cũ của phòng "
        "khám do quản trị viên ghi ở trang Cài đặt phòng khám"
    ),
    "Add a scan or a photograph of it": "Hãy thêm bản quét hoặc ảnh chụp tờ giấy",
    "whoever entered a consent can't confirm it": "Người đã nhập sự đồng ý thì không được tự xác nhận",
    "Ask a colleague to compare it with the paper": "Hãy nhờ đồng nghiệp đối chiếu với bản giấy",
    "nothing of this consent waits to be confirmed": "Không có phần nào của sự đồng ý này chờ xác nhận",
    "there is neither a phone number nor an e-mail": "Chưa có số điện thoại hoặc thư điện tử",
    "whoever wrote the number down can't confirm it": "Người đã nhập số thì không được tự xác nhận",
    "Ask a colleague, who asks the patient in person": "Hãy nhờ một đồng nghiệp hỏi trực tiếp người bệnh",
    "Look at what became of it": "Hãy xem diễn biến của sự đồng ý này",
    "only the patient, or who speaks for them, answers": "Chỉ người bệnh hoặc người đại diện mới được trả lời",
    "Let them answer themselves": "Hãy để chính họ trả lời",
    "this consent has ended and can't be changed": "Sự đồng ý này đã chấm dứt và không thể thay đổi",
    "Only a new consent can be given": "Chỉ có thể có một sự đồng ý mới",
    "a yes could not begin before the last day: it holds from the first day after the time to think again": (
        "Lời đồng ý không kịp có hiệu lực trước ngày cuối: nó chỉ tính từ ngày đầu tiên sau thời gian để nghĩ lại"
    ),
    "Name a later day": "Hãy chọn ngày muộn hơn",
    "the last day that is asked for is too near, or over": "Ngày cuối đã hỏi đang quá gần hoặc đã qua",
    "Ask anew, until a later day": "Hãy hỏi lại, với ngày cuối muộn hơn",
    "it is too late to agree to this": "Đã quá muộn để đồng ý việc này",
    "this picture went out there before, and how often is one of the terms of an advert that were agreed to": (
        "Ảnh này đã được đăng ở đó, mà số lần đăng là một điều khoản quảng cáo đã được đồng ý"
    ),
    "Say on the page of the answer that you are not sure: the officer reads the terms and decides": (
        "Ở trang câu trả lời, bấm “Tôi chưa chắc: chuyển cho người phụ trách”: họ đọc điều khoản rồi quyết định"
    ),
    "scopes: two of them differ by their withdrawal alone": "scopes: có hai phạm vi chỉ khác nhau ở lần rút lại",
    "Leave out the one that was withdrawn": "Hãy bỏ phạm vi đã rút lại",
    "the scan is larger than {} MiB": "Bản quét lớn hơn {} MiB",
    "Scan it in black and white, or in parts": "Hãy quét đen trắng, hoặc chia thành nhiều phần",
    "the PDF is cut short or damaged": "Tệp PDF bị cụt hoặc bị hỏng",
    "Scan the paper again, or photograph it": "Hãy quét lại bản giấy, hoặc chụp ảnh bản giấy",
    "the scan is neither a picture nor a PDF, and no recording that can be played": (
        "Tệp không phải là ảnh hay PDF, cũng không phải bản ghi âm phát được"
    ),
    "Photograph the paper, or scan it; save the recording of a call as MP3, M4A, WAV, OGG or FLAC": (
        "Hãy chụp hoặc quét tờ giấy; bản ghi âm cuộc gọi thì lưu thành MP3, M4A, WAV, OGG hoặc FLAC"
    ),
    "the recording is of a kind that browsers do not play": "Trình duyệt không phát được loại bản ghi âm này",
    "the recording is shorter than {} seconds": "Bản ghi âm ngắn hơn {} giây",
    "Add the whole call: what was asked, and the yes": "Hãy thêm cả cuộc gọi: lời hỏi và lời đồng ý",
    "nothing is heard in the recording": "Không nghe thấy gì trong bản ghi âm",
    "Listen to it, then add the one with the yes": "Hãy nghe lại, rồi thêm bản ghi có lời đồng ý",
    "the caption is longer than {} characters": "Lời đăng dài hơn {} ký tự",
    "Shorten it": "Hãy rút ngắn",
    "this is over and can't be changed": "Lượt này đã kết thúc và không thể thay đổi",
    "Ask anew": "Hãy hỏi lại từ đầu",
    "something else waits to be looked at by now": "Lúc này một câu hỏi hoặc bản sao khác đang chờ xem",
    "Open the page again and look at that": "Hãy mở lại trang và xem lại",
    "this was erased": "Ảnh hoặc phim này đã bị xóa",
    "Nothing can be asked about it any more": "Không thể hỏi gì về nó nữa",
    "this desk came back from a backup, and who works here is being seen to": "Hệ thống vừa được khôi phục từ bản "
    "sao lưu, và danh sách người làm việc đang được xem lại",
    "Ask the privacy officer, who lets everybody in on the Overview": "Hãy hỏi người phụ trách bảo vệ dữ liệu: "
    "người đó mở lại cho mọi người ở trang Tổng quan",
    "they have paused the use of pictures, objected to it or said no": "Người này đã tạm dừng việc dùng ảnh, "
    "đã phản đối hoặc đã nói không",
    "The privacy officer sees to that first": "Người phụ trách bảo vệ dữ liệu phải xem việc đó trước",
    "the patient answers first": "Người bệnh phải trả lời trước",
    "Ask others in the picture when the patient has said yes": "Hãy hỏi người khác trong ảnh khi người bệnh đã đồng ý",
    "how old this person is isn't known": "Chưa biết người này bao nhiêu tuổi",
    "Write their birth date down, or hide them in the copy": "Hãy ghi ngày sinh của họ, hoặc che họ trong bản sao",
    "there is no copy to answer for": "Không có bản sao nào để xác nhận",
    "nobody has said who somebody in it is": "Còn có người chưa ai nói là ai",
    "Say who each person is, then confirm it": "Hãy nói rõ từng người là ai, rồi xác nhận",
    "whoever asked can't confirm it": "Người đã hỏi thì không được tự xác nhận",
    "whoever changed it can't confirm it": "Người đã sửa nội dung thì không được tự xác nhận",
    "Another officer must look": "Một người phụ trách khác phải xem",
    "only the privacy officer answers for this": "Chỉ người phụ trách bảo vệ dữ liệu mới được quyết định việc này",
    "Send it to the officer": "Hãy chuyển cho người phụ trách",
    "the officer can't permit this": "Người phụ trách không thể cho phép việc này",
    "Take the way to yes that the page shows": "Hãy theo các bước để được phép mà trang này nêu",
    "this is the patient under whom it lies": "Ảnh đang nằm ở chính người bệnh này",
    "Enter the record number of the right one": "Hãy nhập số hồ sơ của đúng người bệnh",
    "the data of this patient were erased": "Dữ liệu của người bệnh này đã được xóa",
    "Enter the record number of another": "Hãy nhập số hồ sơ của người khác",
    "this patient is not in it": "Người bệnh này không có trong ảnh",
    "Take it in again in the record of the right patient first": (
        "Hãy đưa lại ảnh này vào hồ sơ của đúng người bệnh trước"
    ),
    "a reason is missing": "Thiếu lý do",
    "Say why, in a sentence": "Hãy nêu lý do bằng một câu",
    "this does not wait for the officer any more": "Lượt này không còn chờ người phụ trách nữa",
    "Open the page again": "Hãy mở lại trang",
    "the law was not asked": "Chưa hỏi luật",
    "The reason stands in the decision": "Lý do ghi trong quyết định",
    "the law pack is another than that of the decision": "Gói luật khác với gói của quyết định này",
    "Use Kindao of that version": "Hãy dùng Kindao đúng phiên bản ấy",
    # The audit
    "the key that signs the audit can't be written: {}": "Không ghi được khóa ký nhật ký kiểm toán: {}",
    "the key that signs the audit is missing": "Thiếu khóa ký nhật ký kiểm toán",
    "the key that signs the audit is damaged": "Khóa ký nhật ký kiểm toán bị hỏng",
    "Put the folder keys back from where it is kept apart; where no copy is left: kindao audit rotate --lost KEY": (
        "Hãy chép lại thư mục keys từ nơi cất riêng; nếu không còn bản nào: kindao audit rotate --lost KHÓA"
    ),
    "Put the folder keys back from where it is kept apart; where no copy is left, move the file audit out of it, then: "
    "kindao audit rotate --lost KEY": (
        "Hãy chép lại thư mục keys từ nơi cất riêng; nếu không còn bản nào, hãy chuyển tệp audit ra khỏi đó, rồi: "
        "kindao audit rotate --lost KHÓA"
    ),
    "no key that signed the audit is lost": "Không mất khóa nào đã ký nhật ký kiểm toán",
    "kindao audit rotate has a new one take over": "Để đổi khóa, hãy chạy kindao audit rotate",
    "--lost: this key is not lost here, or signed nothing": "--lost: khóa này không bị mất ở đây, hoặc chưa ký gì",
    "Compare with what was noted. Lost are: {}": "Hãy so với bản đã ghi lại. Các khóa bị mất: {}",
    "{} data keys do not open: {} master keys are missing, or another database's": (
        "{} khóa dữ liệu không mở được: thiếu {} khóa chính, hoặc đó là khóa của cơ sở dữ liệu khác"
    ),
    "Put the folder keys back from where it is kept apart; where no copy is left, nobody opens the pictures and films "
    "from before again": (
        "Hãy chép lại thư mục keys từ nơi cất riêng; nếu không còn bản nào thì không ai mở lại được ảnh và phim cũ"
    ),
    "the vault is of another installation than the database; nothing was changed": (
        "Kho lưu thuộc bản cài đặt khác với cơ sở dữ liệu; chưa thay đổi gì"
    ),
    "See which KINDAO_HOME and KINDAO_DATABASE belong together": (
        "Hãy xem KINDAO_HOME và KINDAO_DATABASE nào đi cùng nhau"
    ),
    "the file vault/installation can't be read, or is damaged; nothing was changed": (
        "Không đọc được tệp vault/installation, hoặc tệp bị hỏng; chưa thay đổi gì"
    ),
    "Put it back from a copy of the folder; or take it away: it is made anew where rows and files fit": (
        "Hãy chép lại từ một bản sao của thư mục; hoặc bỏ tệp đó đi, nó được tạo lại nếu dữ liệu và tệp khớp nhau"
    ),
    "the vault holds files, and the database names none of them; nothing was changed": (
        "Kho lưu có tệp mà cơ sở dữ liệu không ghi tệp nào trong đó; chưa thay đổi gì"
    ),
    "See that KINDAO_DATABASE is right, or kindao.sqlite3 whole and in its place; where it is lost, restore a backup "
    "into another folder": (
        "Hãy xem KINDAO_DATABASE có đúng không, hoặc kindao.sqlite3 có nguyên vẹn và đúng chỗ không; nếu đã mất, hãy "
        "phục hồi bản sao lưu vào thư mục khác"
    ),
    "the database names {} files, and the vault holds none of them; nothing was changed": (
        "Cơ sở dữ liệu ghi {} tệp mà kho lưu không có tệp nào; chưa thay đổi gì"
    ),
    "See that the disk of the folder vault is there; where it is lost, restore a backup into another folder, or go on "
    "without them: docs/vault.md": (
        "Hãy xem ổ đĩa của thư mục vault đã gắn chưa; nếu đã mất, hãy phục hồi bản sao lưu vào thư mục khác, hoặc tiếp "
        "tục mà không có các tệp đó: docs/vault.md"
    ),
    "the database names {} files that the vault does not hold": ("Cơ sở dữ liệu ghi {} tệp mà kho lưu không có"),
    "See whether the disk of the folder vault is whole; put them back from a copy of the folder or a backup": (
        "Hãy xem ổ đĩa của thư mục vault có nguyên vẹn không; chép lại các tệp từ bản sao của thư mục hoặc bản sao lưu"
    ),
    "the vault holds files that are not of this backup; nothing was changed": (
        "Kho lưu có tệp không thuộc bản sao lưu này; chưa thay đổi gì"
    ),
    "the disk has too little room for this backup: it needs {} MiB, {} MiB are free": (
        "Ổ đĩa không đủ chỗ cho bản sao lưu này: cần {} MiB, còn trống {} MiB"
    ),
    "the disk filled up; nothing was restored": "Ổ đĩa đã đầy; chưa phục hồi gì",
    "Make room, or restore to a larger disk: KINDAO_HOME=FOLDER": (
        "Dọn chỗ trống, hoặc phục hồi vào ổ đĩa lớn hơn: KINDAO_HOME=THƯ_MỤC"
    ),
    "the backup can't be brought back: {}": "Không phục hồi được bản sao lưu: {}",
    "somebody in it has withdrawn consent to this purpose": "Có người trong ảnh đã rút lại sự đồng ý cho mục đích này",
    "Refuse it, or ask them for a new consent": "Hãy từ chối, hoặc xin họ đồng ý lại",
    "the day is more than a year ago, or more than two years ahead": (
        "Ngày này đã qua hơn một năm, hoặc còn hơn hai năm nữa"
    ),
    "this installation is being served already, at {}": "Bản cài đặt này đang chạy rồi, tại {}",
    "Open it there, or stop it first": "Hãy mở ở đó, hoặc dừng nó trước",
    "there is no installation in this folder": "Trong thư mục này không có bản cài đặt nào",
    "Name another: --home; kindao serve makes one": "Hãy nêu thư mục khác: --home; kindao serve tạo một bản",
    "this goes beyond the end of the sound": "Đoạn này vượt quá chỗ kết thúc của âm thanh",
    "Correct from when to when": "Hãy sửa lại từ lúc nào đến lúc nào",
    "somebody was said to speak in a part of this already": "Một phần của đoạn này đã có người được ghi là đang nói",
    "Say of that stretch that nobody knows it": "Hãy chọn cho đoạn ấy là không ai biết",
    "nobody was named who speaks there": "Chưa nói ai nói trong đoạn này",
    "Choose who it is": "Hãy chọn người đó",
    "this ends before it begins": "Đoạn này kết thúc trước khi bắt đầu",
    "this is no moment of the sound": "Đây không phải là một thời điểm của âm thanh",
    "Write minutes and seconds, such as 0:05": "Hãy ghi phút và giây, ví dụ 0:05",
    "the list of keys that signed the audit before is damaged": ("Danh sách các khóa đã ký nhật ký trước đây bị hỏng"),
    "KINDAO_TSA_CERTIFICATES names no file with certificates": (
        "KINDAO_TSA_CERTIFICATES không chỉ tới tệp chứng thư nào"
    ),
    "Name the file of the authority's root certificates, in PEM": (
        "Hãy ghi tệp chứng thư gốc của cơ quan cấp dấu thời gian, dạng PEM"
    ),
    "the time stamping authority does not answer": "Cơ quan cấp dấu thời gian không trả lời",
    "Try again later; the checkpoint stands without it": "Hãy thử lại sau; điểm kiểm tra vẫn có giá trị",
    "what the time stamping authority said is not its word on this checkpoint": (
        "Điều cơ quan cấp dấu thời gian trả về không phải là dấu cho điểm kiểm tra này"
    ),
    "See that KINDAO_TSA_CERTIFICATES holds that authority's root certificates": (
        "Hãy kiểm tra KINDAO_TSA_CERTIFICATES có đúng chứng thư gốc của cơ quan ấy"
    ),
    "this is not a receipt of the audit": "Đây không phải là biên nhận của nhật ký kiểm toán",
    "Name a file that kindao audit receipt wrote": "Hãy ghi một tệp do kindao audit receipt tạo ra",
    "the receipt was not signed by this installation, or was altered": (
        "Biên nhận không do bản cài đặt này ký, hoặc đã bị sửa"
    ),
    "Check it where it was issued": "Hãy kiểm tra nó ở nơi đã cấp",
    "the receipt is of a log that this database does not hold": (
        "Biên nhận thuộc một sổ mà cơ sở dữ liệu này không có"
    ),
    "The log was removed, or this is another installation's database": (
        "Sổ đã bị gỡ bỏ, hoặc đây là cơ sở dữ liệu của bản cài đặt khác"
    ),
    # Backup and restore
    "this installation is not empty": "Bản cài đặt này không trống",
    "Restore into a new one: KINDAO_HOME=FOLDER, and an empty database": (
        "Hãy khôi phục vào một bản mới: KINDAO_HOME=THƯ-MỤC, và một cơ sở dữ liệu trống"
    ),
    "the list of what was erased since the backup is not here": (
        "Không có ở đây danh sách những gì đã xóa từ khi sao lưu"
    ),
    "Put erased.jsonl of the old installation into this one, or name it with --erased; --nothing-erased says that "
    "nothing was": (
        "Hãy chép erased.jsonl của bản cài đặt cũ vào bản này, hoặc chỉ tới nó bằng --erased; --nothing-erased nói "
        "rằng chưa xóa gì"
    ),
    "--erased: the file can't be read: {}": "--erased: không đọc được tệp: {}",
    "this is not a backup of Kindao, or it is damaged": "Đây không phải là bản sao lưu của Kindao, hoặc nó bị hỏng",
    "Take another backup": "Hãy dùng một bản sao lưu khác",
    "the backup is of version {}, whose database was another": (
        "Bản sao lưu thuộc phiên bản {}, có cơ sở dữ liệu khác"
    ),
    "Restore it with that version, then install this one": ("Hãy khôi phục bằng phiên bản ấy, rồi cài phiên bản này"),
    "the desk's database does not answer, or was never set up": (
        "Cơ sở dữ liệu của bàn làm việc không trả lời, hoặc chưa được thiết lập"
    ),
    "See KINDAO_HOME and KINDAO_DATABASE; kindao serve sets it up": (
        "Hãy xem KINDAO_HOME và KINDAO_DATABASE; kindao serve sẽ thiết lập"
    ),
    "this form was sent already, and what it made was shown then; nothing more was made": (
        "Biểu mẫu này đã được gửi rồi, và kết quả chỉ hiện lúc đó; không tạo thêm gì"
    ),
    "If nobody kept it, end it in the list and make another": (
        "Nếu không ai giữ lại, hãy chấm dứt nó trong danh sách rồi tạo cái khác"
    ),
    "the file is a DICOM image, which is not taken in": "Tệp là ảnh DICOM, loại này không nhận",
    "Have the machine or its viewer export it as JPEG or PNG, or as an MP4 film": (
        "Hãy xuất từ máy hoặc từ phần mềm xem ra JPEG, PNG, hoặc phim MP4"
    ),
    "the file is no picture, film or recording of a kind that is known": (
        "Tệp không phải là ảnh, phim hay bản ghi âm thuộc loại đã biết"
    ),
    "Pictures: JPEG, PNG, WebP, AVIF, HEIC, TIFF, GIF, BMP. Films: MP4, MOV, MKV, WebM, AVI, 3GP. Recordings: M4A, "
    "MP3, WAV, OGG, FLAC": (
        "Ảnh: JPEG, PNG, WebP, AVIF, HEIC, TIFF, GIF, BMP. Phim: MP4, MOV, MKV, WebM, AVI, 3GP. Bản ghi âm: M4A, MP3, "
        "WAV, OGG, FLAC"
    ),
    "no event has this id": "Không có sự kiện nào mang mã này",
    "The desk's Audit page and its CSV show the id of each event": (
        "Trang Nhật ký và tệp CSV của trang đó ghi mã của từng sự kiện"
    ),
    # Other systems, files that wait, watched folders
    "a token needs a name and something it may do": "Mã truy cập cần có tên và ít nhất một quyền",
    "a token lasts a year at most": "Mã truy cập dùng được tối đa một năm",
    "Name fewer days": "Hãy ghi số ngày ít hơn",
    "one of these files is not waiting any more": "Một trong các tệp này không còn chờ nữa",
    "one of these files was put into another record meanwhile, or erased": (
        "Một trong các tệp này trong lúc đó đã được đưa vào hồ sơ khác hoặc bị xóa hẳn"
    ),
    "It lies in this patient's record, too: see whose it is": (
        "Tệp này cũng đang nằm trong hồ sơ của người bệnh này: hãy xem là của ai"
    ),
    "Load the page again, then choose": "Hãy tải lại trang rồi chọn",
    "the watched folder can't be read: {}": "Không đọc được thư mục đang theo dõi: {}",
    "See that it is there and yours": "Hãy xem thư mục có còn đó và có thuộc quyền của bạn không",
    "a file of the watched folder can't be read: {}": "Không đọc được một tệp trong thư mục đang theo dõi: {}",
    "See whose it is": "Hãy xem tệp thuộc quyền của ai",
    "--clinic: names no clinic, or several": "--clinic: không chỉ đúng một phòng khám",
    "Name one, as its page is headed, or by its id": "Hãy ghi tên như trên đầu trang, hoặc mã của phòng khám",
    "this installation was filled before": "Hệ thống này đã được điền dữ liệu rồi",
    "Name an empty folder: --home FOLDER": "Hãy chỉ một thư mục trống: --home THƯ_MỤC",
    "the gate did not answer as it should": "Cổng không trả lời như lẽ ra phải thế",
    "kindao doctor tells what is missing": "kindao doctor cho biết còn thiếu gì",
    "a webhook needs an address and something to tell": "Webhook cần có địa chỉ và ít nhất một loại tin",
    "the address of a webhook must begin with https://": "Địa chỉ webhook phải bắt đầu bằng https://",
    "Name one that others can't read along": "Hãy ghi địa chỉ mà người khác không đọc trộm được",
    "the address of a webhook lies in a private network": "Địa chỉ webhook nằm trong mạng riêng",
    "Name a public one, or allow private ones: KINDAO_WEBHOOKS=private": (
        "Hãy ghi địa chỉ công khai, hoặc cho phép mạng riêng: KINDAO_WEBHOOKS=private"
    ),
    "the address of a webhook can't be found": "Không tìm thấy địa chỉ webhook",
    "no receiver of webhooks is at such an address": "Địa chỉ như vậy không thể có bên nhận webhook",
    "Name that of a machine which takes them": "Hãy ghi địa chỉ của máy nhận webhook",
    "the address of a webhook holds a user name or a password": "Địa chỉ webhook chứa tên đăng nhập hoặc mật khẩu",
    "Leave them out: what is sent is signed": "Hãy bỏ chúng đi: những gì gửi đi đã được ký",
    "the receiver did not take it": "Bên nhận không tiếp nhận",
    "See that it answers with a status from 200 to 299": "Hãy xem bên nhận có trả mã từ 200 đến 299 không",
    # Requests of patients under their rights
    "a request can't come later than now or a year ago": "Yêu cầu không thể đến sau lúc này hoặc từ hơn một năm trước",
    "the request says nothing yet": "Yêu cầu chưa có nội dung",
    "Write what is wrong, in your own words": "Hãy viết điều chưa đúng bằng lời của mình",
    "the text is longer than {} characters": "Nội dung dài hơn {} ký tự",
    "very many of your requests are open": "Đang có rất nhiều yêu cầu chưa được trả lời",
    "Wait until some are answered, or call the clinic": "Hãy chờ phòng khám trả lời bớt, hoặc gọi cho phòng khám",
    "a deletion ends with erasing, or with a refusal": "Yêu cầu xóa kết thúc bằng việc xóa, hoặc từ chối",
    "Choose one of the two": "Hãy chọn một trong hai",
    "this request is not for deletion": "Đây không phải là yêu cầu xóa",
    "Open the request for deletion": "Hãy mở yêu cầu xóa",
    "something of the patient has yet to come down, or is not proven gone": (
        "Vẫn còn nơi chưa gỡ, hoặc chưa chắc đã gỡ, ảnh của người bệnh"
    ),
    "It is named on this page: see to it there, then answer": "Trang này có ghi: hãy xử lý trước, rồi trả lời",
    "the pictures of this person were erased: that they are in this one stays": (
        "Ảnh của người này đã được xóa: việc họ có trong ảnh này phải giữ nguyên"
    ),
    "Leave it: this picture serves care alone": "Hãy để nguyên: ảnh này chỉ dùng để chữa bệnh",
    "this person had their data erased: that they are in this one stays": (
        "Người này đã yêu cầu xóa dữ liệu: việc họ có trong ảnh này phải giữ nguyên"
    ),
    "a child under seven has no page of their own": "Trẻ dưới bảy tuổi không có trang riêng",
    "Write down for them what their parents ask for": "Hãy ghi lại điều cha mẹ trẻ yêu cầu",
    "this hour does not stand any more": "Giờ này không còn hiệu lực",
    "the hour is more than two years away": "Giờ này cách hôm nay hơn hai năm",
    "say what the hour is, and why the other was wrong": "Hãy ghi giờ đúng và vì sao giờ trước sai",
    "whoever corrected it can't confirm it": "Người đã sửa không được tự xác nhận",
    "Ask a colleague who knows the operation": "Hãy nhờ một đồng nghiệp biết ca mổ đó",
    "Leave it: they stay hidden in every copy": "Hãy để nguyên: họ được che trong mọi bản sao",
    "a withdrawal can't be refused": "Không được từ chối việc rút lại sự đồng ý",
    "Carry it out": "Hãy thực hiện",
    "a pause or an objection can't be refused: it holds until the person ends it": (
        "Không được từ chối việc tạm dừng hay phản đối: chỉ người yêu cầu mới cho dùng lại được"
    ),
    "say who else must act, and why": "Hãy nói ai khác phải làm, và vì sao",
    "The patient reads it with the longer term": "Người bệnh đọc lý do này cùng với thời hạn dài hơn",
    "this term is the same whoever must act": "Thời hạn này như nhau, dù ai phải làm",
    "Choose: only we": "Hãy chọn: chỉ chúng tôi làm",
    "the term without others has ended, and is not made longer": (
        "Thời hạn khi không có bên khác đã hết, không kéo dài thêm được"
    ),
    "the day on which the treatment ended is missing": "Thiếu ngày kết thúc điều trị",
    "Enter it as in the record": "Hãy nhập đúng như trong hồ sơ",
    "this record need not be kept any more, or the day is wrong": "Hồ sơ này không còn phải lưu nữa, hoặc ngày bị sai",
    "Correct it, or erase": "Hãy sửa lại, hoặc xóa",
    "a refusal names the article that allows it": "Từ chối thì phải nêu điều luật cho phép từ chối",
    "Write law and article": "Hãy ghi tên luật và điều",
    "the law files have no such article, or it is not in force today": (
        "Gói luật của Kindao không có điều này, hoặc hôm nay điều này không có hiệu lực"
    ),
    "Correct law and article; one that is missing there is added first, once a lawyer has seen it": (
        "Hãy sửa lại luật và điều; điều còn thiếu thì phải được bổ sung trước, sau khi luật sư đã xem"
    ),
    "say why it takes longer, and how the patient was told": (
        "Hãy nói vì sao cần thêm thời gian, và đã báo cho người bệnh bằng cách nào"
    ),
    "this was extended already, and the law allows it once": "Yêu cầu này đã được gia hạn; luật chỉ cho một lần",
    "Carry it out, or refuse it": "Hãy thực hiện, hoặc từ chối",
    "this can't be extended": "Yêu cầu này không gia hạn được",
    "Its term has ended, or the law allows no extension": "Hạn đã hết, hoặc luật không cho gia hạn",
    "no such kind of record": "Không có loại hồ sơ này",
    "Choose one of the list": "Hãy chọn trong danh sách",
    "whoever asked for the pause ends it": "Ai yêu cầu tạm dừng thì người đó cho dùng lại",
    "Let them do it on their own page": "Hãy để họ tự làm trên trang của mình",
    "this request is closed": "Yêu cầu này đã được trả lời xong",
    "the answer to the patient is missing": "Thiếu câu trả lời cho người bệnh",
    "Write a sentence that they understand": "Hãy viết một câu để người bệnh hiểu",
    "erasing can't be undone": "Đã xóa thì không lấy lại được",
    "Tick the box that says that you checked it": "Hãy đánh dấu vào ô xác nhận đã kiểm tra",
    "nothing was chosen": "Chưa chọn việc nào",
    # The officer's boxes
    "more than {} boxes were drawn": "Đã vẽ hơn {} khung",
    "Draw fewer, larger ones": "Hãy vẽ ít khung hơn, lớn hơn",
    "boxes are drawn on pictures": "Khung chỉ vẽ được trên ảnh",
    "In a film say who each figure is": "Trong phim, hãy cho biết từng người là ai",
    "a box lies outside the picture": "Một khung nằm ngoài ảnh",
    "Draw it on the picture": "Hãy vẽ khung trên ảnh",
    "no patient has this record number": "Không có người bệnh nào mang số hồ sơ này",
    "Correct the number": "Hãy sửa lại số",
    "what was typed holds a character that nobody sees (NUL)": "Chữ đã nhập có một ký tự không ai thấy được (NUL)",
    "Type it anew": "Hãy nhập lại",
    "the boxes can't be read": "Không đọc được các khung",
    "Load the page again and draw them once more": "Hãy tải lại trang và vẽ lại",
    "the film was not looked at yet": "Phim chưa được xem",
    "Wait until it is": "Hãy đợi đến khi xem xong",
    # The patient's door
    "KINDAO_CODES: not console, email or sms": "KINDAO_CODES: không phải console, email hoặc sms",
    "Name one of them, or several with commas": "Hãy ghi một trong số đó, hoặc vài cái cách nhau bằng dấu phẩy",
    "giver: whoever signs for somebody else must be chosen from the patient's record": (
        "giver: ai ký thay thì phải được chọn từ hồ sơ người bệnh"
    ),
    "Add them there with what proves it, let a colleague look at that, too, then choose them": (
        "Hãy thêm người đó vào hồ sơ cùng giấy chứng minh, nhờ đồng nghiệp xem giấy ấy, rồi chọn"
    ),
    "giver.relation: another than in the patient's record": "giver.relation: khác với hồ sơ người bệnh",
    "See who signed, and choose them": "Hãy xem ai đã ký, rồi chọn đúng người",
    "giver.role: who signs for themselves speaks for nobody else": (
        "giver.role: ai ký cho mình thì không đại diện cho người khác"
    ),
    "See who signed": "Hãy xem lại ai đã ký",
    "this person may not speak for the patient": "Người này không được đại diện cho người bệnh",
    "Choose who does": "Hãy chọn người đại diện",
    "the patient has died": "Người bệnh đã mất",
    "Make the link for who speaks for them": "Hãy tạo đường dẫn cho người đại diện",
    "the clinic can't send them a code: it holds neither a phone number nor an e-mail that is used here": (
        "Phòng khám không gửi mã cho họ được: chưa có số điện thoại hoặc thư điện tử dùng được ở đây"
    ),
    "Write it into their record first": "Hãy ghi vào hồ sơ của họ trước",
    "no e-mail can be sent from here": "Ở đây không gửi được thư điện tử",
    "Name a mail server: KINDAO_MAIL=smtp://…": "Hãy ghi máy chủ thư: KINDAO_MAIL=smtp://…",
    "the SMS gateway is not set up": "Cổng tin nhắn chưa được cài đặt",
    "Name it and its secret: KINDAO_SMS=https://… and KINDAO_SMS_SECRET": (
        "Hãy ghi địa chỉ và khóa bí mật: KINDAO_SMS=https://… và KINDAO_SMS_SECRET"
    ),
    "the SMS gateway did not take the message": "Cổng tin nhắn không nhận tin",
    # Claims in what goes out
    "this could not be signed, and nothing goes out unsigned here": (
        "Không ký được bản này, mà ở đây không đăng gì chưa ký"
    ),
    "See that the folder keys is there, and that it is a JPEG, PNG, WebP, MP4 or M4A": (
        "Hãy xem thư mục keys còn đó, và tệp là JPEG, PNG, WebP, MP4 hoặc M4A"
    ),
    # Asking the patient
    "somebody under eighteen can be asked as a patient alone": (
        "Người dưới mười tám tuổi chỉ hỏi được khi là người bệnh"
    ),
    "Hide them in the copy": "Hãy che họ trong bản sao",
    "the patient can't decide just now": "Người bệnh lúc này không quyết định được",
    "Ask when they can, and nobody in their place": "Hãy hỏi khi họ quyết định được, đừng hỏi ai thay",
    "the birth date of the patient is not known": "Chưa biết ngày sinh của người bệnh",
    "nobody who may speak for the patient is on record with a proof that a colleague has seen": (
        "Chưa có ai được đại diện cho người bệnh kèm giấy tờ chứng minh mà đồng nghiệp đã xem"
    ),
    "what proves it is not said": "Chưa ghi rõ giấy tờ chứng minh",
    "Name the document and where it is filed: birth certificate, court order": (
        "Hãy ghi tên giấy tờ và nơi lưu: giấy khai sinh, quyết định của Tòa án"
    ),
    "whoever entered them can't confirm the proof": "Người đã nhập thì không được tự xác nhận giấy tờ",
    "Ask a colleague to look at it, too": "Hãy nhờ một đồng nghiệp cùng xem",
    "Add them with what proves it, and let a colleague look at that, too": (
        "Hãy thêm người đó kèm giấy tờ, rồi nhờ một đồng nghiệp cùng xem"
    ),
    "several may speak for the patient": "Có nhiều người được đại diện cho người bệnh",
    "Choose who is asked": "Hãy chọn người được hỏi",
    "this use is over, or was not asked about yet": "Việc sử dụng này đã kết thúc hoặc chưa được hỏi",
    "Ask about the picture first": "Hãy hỏi về tấm ảnh trước",
    "the medical record needs no consent to publication": "Hồ sơ bệnh án không cần đồng ý công bố",
    "Ask for another purpose": "Hãy hỏi cho mục đích khác",
    "the place of the use must be among the places": "Nơi đăng đã hỏi phải nằm trong các nơi được hỏi",
    "Name it, too": "Hãy chọn cả nơi đó",
    "the last day is before tomorrow, or in more than five years": "Ngày cuối không sau hôm nay, hoặc quá năm năm nữa",
    "Name a day in the next years": "Hãy chọn một ngày trong vài năm tới",
    "an advert needs all five terms": "Quảng cáo cần đủ năm điều",
    "Say content, method, form, frequency, how to refuse": (
        "Hãy ghi nội dung, cách đăng, hình thức, số lần, cách từ chối"
    ),
    "it is not said whether anything is paid": "Chưa ghi có trả thù lao hay không",
    "Say paid, waived or agreed otherwise": "Hãy ghi có trả, không nhận hoặc thỏa thuận khác",
    "it is not said what is paid or agreed": "Chưa ghi trả gì hoặc thỏa thuận gì",
    "Say it in words or figures": "Hãy ghi bằng chữ hoặc số",
    "they said no {} times within {} days": "Họ đã nói không {} lần trong {} ngày",
    "they said no to one of these places {} times within {} days": (
        "Họ đã nói không với một trong các nơi này {} lần trong {} ngày"
    ),
    "Leave that place out: a no is a no": "Hãy bỏ nơi đó ra: không là không",
    "they were asked {} times within {} days": "Họ đã được hỏi {} lần trong {} ngày",
    "Leave them alone for some days, whatever they said": "Hãy để họ yên vài ngày, dù họ đã nói gì",
    "the link was sent to them {} times within a day": "Đã gửi đường dẫn cho họ {} lần trong một ngày",
    "They have the last message; show a QR code, or wait until tomorrow": (
        "Họ đã có tin nhắn cuối; hãy cho xem mã QR, hoặc đợi đến ngày mai"
    ),
    "{} links were made for them within a day": "Đã tạo {} đường dẫn cho họ trong một ngày",
    "nobody of the clinic stands by this phone number or e-mail: a system wrote it down": (
        "Chưa ai của phòng khám xác nhận số điện thoại hoặc thư điện tử này: do một hệ thống ghi vào"
    ),
    "Let a colleague confirm it on the patient's page, then send the link": (
        "Nhờ đồng nghiệp xác nhận trên trang người bệnh, rồi gửi đường dẫn"
    ),
    "this system sent {} links to this phone number or e-mail within a day": (
        "Hệ thống này đã gửi {} đường dẫn đến số điện thoại hoặc thư điện tử này trong một ngày"
    ),
    "this system sent {} links within a day": "Hệ thống này đã gửi {} đường dẫn trong một ngày",
    "Wait until tomorrow": "Hãy đợi đến ngày mai",
    "this system changed too many phone numbers and e-mail addresses within a day": (
        "Hệ thống này đã đổi quá nhiều số điện thoại và thư điện tử trong một ngày"
    ),
    "Wait until tomorrow, or change it at the desk": "Hãy đợi đến ngày mai, hoặc đổi tại bàn làm việc",
    "it was too late to call it off": "Đã quá muộn để hủy",
    "Have it taken down instead": "Hãy yêu cầu gỡ xuống",
    "Wait until tomorrow, or ask at the desk": "Hãy đợi đến ngày mai, hoặc hỏi tại bàn làm việc",
    "They have the last one: leave them alone with it until tomorrow": (
        "Họ đã có đường dẫn cuối: hãy để họ yên đến ngày mai"
    ),
    "a yes can't be given on the clinic's own device or network": (
        "Không nhận lời đồng ý trên máy hoặc mạng của phòng khám"
    ),
    "Say it on your own phone, away from here": "Hãy trả lời trên điện thoại của chính bạn, không ở đây",
    "A no is a no: do without this picture": "Không là không: hãy làm mà không có tấm ảnh này",
    "somebody shown has paused the use of their pictures, or objected to it": (
        "Có người trong ảnh đã yêu cầu tạm dừng hoặc phản đối việc dùng ảnh của họ"
    ),
    "the patient has said no to this": "Người bệnh đã nói không với việc này",
    "Ask nobody else about it: nothing of it goes out": "Đừng hỏi ai khác về việc này: không có gì được đăng",
    "Ask nothing until that is settled": "Đừng hỏi gì thêm cho đến khi việc đó được giải quyết",
    "whoever asked no longer works here": "Người đã hỏi không còn làm ở đây",
    "Let a colleague ask": "Hãy để đồng nghiệp hỏi",
    "there is no copy to show yet, or what is asked has changed": (
        "Chưa có bản sao để cho xem, hoặc điều cần hỏi đã thay đổi"
    ),
    "this was answered": "Việc này đã được trả lời",
    "Look at the answer": "Hãy xem câu trả lời",
    "that is too small for a signature": "Nét ký này nhỏ quá",
    "Sign once more, a little larger, or type your name": "Bạn ký lại lớn hơn một chút, hoặc gõ họ tên",
    "the signature could not be read": "Không đọc được chữ ký",
    "Sign once more, or type your name": "Bạn ký lại, hoặc gõ họ tên",
    "the signature is missing": "Chưa có chữ ký",
    "Sign with your finger, or type your full name": "Bạn ký bằng ngón tay, hoặc gõ họ tên đầy đủ",
    "this is not the name that the clinic knows": "Đây không phải họ tên mà phòng khám biết",
    "Type your own full name, as the clinic wrote it down": "Bạn gõ họ tên đầy đủ của mình, như phòng khám đã ghi",
    "this was answered already": "Việc này đã được trả lời rồi",
    "Nothing is lost: look at your answer": "Không mất gì cả: bạn xem câu trả lời của mình",
    "the clinic no longer asks for this": "Phòng khám không còn hỏi việc này",
    "You need do nothing": "Bạn không cần làm gì",
    "it is not said which of these places the name is of": "Chưa rõ tên đã ghi là của nơi nào trong các nơi này",
    "Ask about each of them apart": "Hãy hỏi riêng từng nơi",
    "somebody else speaks for this patient": "Người khác đại diện cho người bệnh này",
    "it is too near to their treatment": "Quá gần lúc người bệnh được điều trị",
    "Send it when the time named on the page has come": "Hãy gửi khi đến giờ ghi trên trang",
    "this can't be answered just now": "Lúc này chưa trả lời được việc này",
    "Open the page again in a few days": "Vài ngày nữa bạn mở lại trang",
    "there is nothing yet to be read before a yes": "Chưa có gì để đọc trước khi đồng ý",
    "the two questions were not answered yet": "Hai câu hỏi chưa được trả lời",
    "Answer them first": "Bạn trả lời hai câu đó trước",
    # What TikTok, Zalo and a site over SFTP say no with.
    "the site does not take such a file": "Trang web không nhận loại tệp này",
    "the answer of the site was lost": "Câu trả lời của trang web bị mất",
    "the server of the site does not answer": "Máy chủ của trang web không trả lời",
    "the port of the site is no port": "Cổng của trang web không đúng",
    "Correct it: a number, mostly 22": "Hãy sửa: một số, thường là 22",
    "what was written down as the key of the server is no key": "Khóa của máy chủ đã ghi không phải là một khóa",
    "Copy its fingerprint SHA256:…, or the whole line of ssh-keyscan": "Hãy chép dấu vân tay SHA256:…, hoặc cả dòng do "
    "ssh-keyscan cho ra",
    "the server of the site is not the one whose key was written down": (
        "Máy chủ của trang web không phải máy chủ có khóa đã ghi"
    ),
    "Ask the provider whether its key has changed; until then nothing is sent there": (
        "Hãy hỏi nhà cung cấp xem khóa có đổi không; cho đến lúc đó không gửi gì tới đó"
    ),
    "the site does not let this account in": "Trang web không cho tài khoản này vào",
    "Correct its user, password or key": "Hãy sửa tên đăng nhập, mật khẩu hoặc khóa",
    "the private key of this account can't be read": "Không đọc được khóa riêng của tài khoản này",
    "Paste the whole file, without a passphrase": "Hãy dán cả tệp, không đặt mật khẩu",
    "TikTok has no time just now": "TikTok đang bận",
    "TikTok does not take this film": "TikTok không nhận phim này",
    "Export it as MP4 (H.264) and have it checked": "Hãy xuất lại thành MP4 (H.264) rồi cho kiểm tra",
    "TikTok has not audited the application: it may post for its owner's eyes alone": (
        "TikTok chưa duyệt ứng dụng: chỉ đăng được ở chế độ riêng tư"
    ),
    "Have it audited at developers.tiktok.com, then try again": (
        "Hãy xin duyệt (audit) ở developers.tiktok.com rồi thử lại"
    ),
    "TikTok refuses it ({})": "TikTok từ chối ({})",
    "the TikTok account is private": "Tài khoản TikTok đang ở chế độ riêng tư",
    "Make it public in the TikTok app, then try again": "Hãy chuyển sang công khai trong ứng dụng TikTok rồi thử lại",
    "TikTok does not let this account post ({})": "TikTok không cho tài khoản này đăng ({})",
    "Check what was entered, or connect it again": "Hãy kiểm tra những gì đã nhập, hoặc kết nối lại",
    "this TikTok account may post films of {} seconds at most": (
        "Tài khoản TikTok này chỉ đăng được phim dài tối đa {} giây"
    ),
    "Shorten the film and have it checked again": "Hãy cắt ngắn phim rồi cho kiểm tra lại",
    "TikTok does not tell what became of the film": "TikTok không cho biết phim ra sao",
    "Look for it in the TikTok app, and say so": "Hãy tìm trong ứng dụng TikTok rồi ghi lại",
    "TikTok is still working on the film": "TikTok vẫn đang xử lý phim",
    "TikTok lets no program delete": "TikTok không cho phần mềm xóa",
    "Open the film in the TikTok app with the clinic's account, tap the three dots, then Delete, confirm, and add "
    "a picture of the screen that follows": (
        "Hãy mở phim trong ứng dụng TikTok bằng tài khoản của phòng khám, chạm dấu ba chấm, chạm Xóa, xác nhận, "
        "rồi thêm ảnh chụp màn hình hiện ra sau đó"
    ),
    "TikTok takes films alone from Kindao": "Kindao chỉ đăng được phim lên TikTok",
    "Post a picture by hand": "Ảnh thì hãy tự tay đăng",
    "the caption is longer than TikTok takes": "Lời đăng dài hơn mức TikTok nhận",
    "Shorten it; each emoji counts twice": "Hãy rút ngắn; mỗi biểu tượng cảm xúc tính là hai ký tự",
    "the film is larger than TikTok takes": "Phim lớn hơn mức TikTok nhận",
    "the film is longer than TikTok takes": "Phim dài hơn mức TikTok nhận",
    "the access leads to another TikTok account": "Quyền truy cập dẫn tới một tài khoản TikTok khác",
    "Correct the name, or connect the account that is meant": "Hãy sửa tên, hoặc kết nối đúng tài khoản",
    "Zalo can't use this film": "Zalo không dùng được phim này",
    "Export it as MP4 and have it checked again": "Hãy xuất lại thành MP4 rồi cho kiểm tra lại",
    "Zalo lists more articles than can be looked through": "Zalo có nhiều bài viết hơn mức có thể xem hết",
    "Look for it there, and say so": "Hãy tìm ở đó rồi ghi lại",
    "articles by program are not in the package of this Zalo account": (
        "Gói dịch vụ của tài khoản Zalo này không cho phần mềm đăng bài viết"
    ),
    "Change the package at oa.zalo.me": "Hãy đổi gói ở oa.zalo.me",
    "Zalo is still working on it": "Zalo vẫn đang xử lý",
    "this Zalo account has as many articles as its package has in a month": (
        "Tài khoản Zalo này đã hết số bài viết của gói trong tháng"
    ),
    "Remove old ones, or change the package at oa.zalo.me": "Hãy xóa bài cũ, hoặc đổi gói ở oa.zalo.me",
    "Zalo has no time just now": "Zalo đang bận",
    "Zalo refuses it ({})": "Zalo từ chối ({})",
    "Zalo does not let this account do it ({})": "Zalo không cho tài khoản này làm việc đó ({})",
    "Zalo does not accept the refresh token any more ({})": "Zalo không nhận mã làm mới này nữa ({})",
    "Zalo does not know this application with this secret key ({})": (
        "Zalo không nhận ứng dụng với khóa bí mật này ({})"
    ),
    "Correct the application's ID and secret key. The refresh token must be of that application": (
        "Hãy sửa ID và khóa bí mật của ứng dụng. Mã làm mới phải là của ứng dụng đó"
    ),
    "Zalo does not renew the access ({})": "Zalo không gia hạn quyền truy cập ({})",
    "Compare the application's ID and secret key; if they are right, make a new refresh token and enter it": (
        "Hãy đối chiếu ID và khóa bí mật của ứng dụng; nếu đúng, hãy lấy mã mới và nhập vào"
    ),
    "a picture may have stayed on the clinic's site": "Có thể còn một tấm ảnh trên trang web của phòng khám",
    "Kindao looks there before it goes on": "Kindao sẽ xem ở đó trước khi làm tiếp",
    "Zalo lists too many articles to find this one": "Zalo có quá nhiều bài viết nên không tìm được bài này",
    "Remove it at oa.zalo.me": "Hãy xóa bài ở oa.zalo.me",
    "Zalo does not take such a file": "Zalo không nhận loại tệp này",
    "Zalo takes pictures from a public address only": "Zalo chỉ nhận ảnh từ một địa chỉ công khai",
    "Add the clinic's site to this account, or post it by hand": (
        "Hãy thêm trang web của phòng khám vào tài khoản này, hoặc tự tay đăng"
    ),
    "the picture is larger than the 1 MB that Zalo takes": "Ảnh lớn hơn mức 1 MB mà Zalo nhận",
    "Have a smaller one checked": "Hãy cho kiểm tra một ảnh nhỏ hơn",
    "the film is larger than the 50 MB that Zalo takes": "Phim lớn hơn mức 50 MB mà Zalo nhận",
    "Shorten it and have it checked again": "Hãy cắt ngắn rồi cho kiểm tra lại",
    "the access leads to another Zalo account": "Quyền truy cập dẫn tới một tài khoản Zalo khác",
    "Correct its number, or connect the account that is meant": "Hãy sửa mã số, hoặc kết nối đúng tài khoản",
    "the answer of Zalo was lost": "Câu trả lời của Zalo bị mất",
    "the receipt could not be written": "Không ghi được biên nhận",
    "Try again; the answer is kept": "Bạn thử lại; câu trả lời vẫn được giữ",
    "the receipt could not be signed": "Không ký được biên nhận",
    "See that the folder keys is there, then try again": "Hãy xem thư mục keys còn đó rồi thử lại",
    # WordPress
    "the address of the site must begin with https://": "Địa chỉ trang web phải bắt đầu bằng https://",
    "Without it the password could be read on its way; let the site have a certificate": (
        "Nếu không, mật khẩu có thể bị đọc trộm trên đường truyền; hãy cài chứng chỉ cho trang web"
    ),
    "the site is at another address": "Trang web nằm ở địa chỉ khác",
    "Write the address that the browser shows once the site has opened": (
        "Hãy ghi địa chỉ mà trình duyệt hiện ra sau khi mở trang web"
    ),
    "no WordPress answers there": "Không có trang WordPress nào trả lời ở đó",
    "Correct the address; see that nothing on the site switches its REST API off": (
        "Hãy sửa địa chỉ; xem có phần bổ trợ nào tắt REST API của trang web không"
    ),
    "the site does not take this user and application password": (
        "Trang web không chấp nhận người dùng và mật khẩu ứng dụng này"
    ),
    "Make a new application password on the user's own page of the site, and write it here": (
        "Hãy tạo mật khẩu ứng dụng mới trên trang hồ sơ của người dùng đó rồi ghi vào đây"
    ),
    "the site does not say who this user is": "Trang web không cho biết người dùng này là ai",
    "Look at what guards its REST API": "Hãy xem điều gì đang chặn REST API của trang web",
    "the file is larger than this site takes": "Tệp lớn hơn mức trang web này nhận",
    "Raise its limit of uploads, or shorten it": "Hãy nâng giới hạn tải lên của trang web, hoặc rút ngắn tệp",
    "the site did not take the file: it is too large for it, of a kind it does not take, or its folder of uploads "
    "can't be written": (
        "Trang web không nhận tệp: tệp quá lớn, thuộc loại không được nhận, hoặc không ghi được vào thư mục tải lên"
    ),
    "Try the same file on the site's own page for uploads, which says why": (
        "Hãy thử tải chính tệp này lên trong trang quản trị của trang web, ở đó sẽ nói rõ lý do"
    ),
    "the site answers with a page instead of data": "Trang web trả về một trang thay vì dữ liệu",
    "See what it shows, then try again": "Hãy xem trang đó hiện gì rồi thử lại",
    "the site refused it, and what was sent could not be cleared away": (
        "Trang web từ chối, và phần đã gửi chưa xóa đi được"
    ),
    "the site may still be at work on it": "Trang web có thể vẫn đang xử lý",
    "the site refused to take a picture of one pixel, or to delete it": (
        "Trang web không nhận, hoặc không xóa được, một ảnh thử một điểm ảnh"
    ),
    "Try an upload and a deletion on the site's own page, which says why": (
        "Hãy thử tải lên và xóa một tệp trong trang quản trị của trang web, ở đó sẽ nói rõ lý do"
    ),
    "the site holds posts back until somebody there approves them": "Trang web giữ bài lại chờ người duyệt",
    "Let this user publish without that": "Hãy cho người dùng này đăng bài mà không cần duyệt",
    "the post does not show this picture any more: somebody changed it": (
        "Bài viết không còn hiện ảnh này nữa: đã có người sửa"
    ),
    "See on the site whether it still tells of the patient, and delete it there": (
        "Hãy xem trên trang web bài đó còn nói về người bệnh không, rồi xóa ở đó"
    ),
    "the site could not delete all files of it": "Trang web không xóa được hết các tệp",
    "a folder of the site holds more than can be searched": (
        "Một thư mục của trang web chứa quá nhiều tệp, không tìm hết được"
    ),
    "Move what is not of Kindao elsewhere": "Hãy chuyển những gì không phải của Kindao đi nơi khác",
    "the site could not be searched whole": "Không tìm được hết trong trang web",
    "Look there for files with this name, and delete them by hand": (
        "Hãy tìm ở đó các tệp mang tên này rồi tự tay xóa"
    ),
    "Let its web server write into wp-content, or delete them there by hand": (
        "Hãy cho máy chủ web quyền ghi vào wp-content, hoặc tự tay xóa ở đó"
    ),
    # What goes out and comes back (web/releases).
    "this is not permitted any more": "Việc này không còn được phép",
    "Open the question again and take the way to yes": "Hãy mở lại câu hỏi và làm theo cách để được phép",
    "the caption has changed since": "Lời đăng đã được sửa sau đó",
    "Release it anew with the words that were checked": "Hãy đăng lại với lời đã được kiểm tra",
    "the permit has ended": "Giấy phép đăng đã hết hiệu lực",
    "Release it anew": "Hãy đăng lại từ đầu",
    "the copy is not the one that was permitted": "Bản sao không phải bản đã được phép",
    "Have it checked again": "Hãy cho kiểm tra lại",
    "this account can't take back today what it publishes": "Hôm nay tài khoản này không gỡ được những gì nó đăng",
    "Renew its access, then try again": "Hãy gia hạn quyền truy cập, rồi thử lại",
    "this was handed out already": "Bản này đã được đưa ra rồi",
    "this was called off": "Việc này đã bị hủy",
    "Say what became of it, or release it anew": "Hãy cho biết đã đăng ở đâu, hoặc đăng lại từ đầu",
    "this is not permitted": "Việc này không được phép",
    "the account leads elsewhere than what was asked": "Tài khoản này dẫn đến nơi khác với nơi đã hỏi",
    "Choose another, or ask for this place": "Hãy chọn tài khoản khác, hoặc hỏi cho nơi này",
    "the time is past, or more than a year ahead": "Giờ đăng đã qua, hoặc còn hơn một năm nữa",
    "Correct the time": "Hãy sửa lại giờ",
    "this is out there already, or on its way": "Bản này đã đăng ở đó, hoặc đang được đăng",
    "Take that one down first, or call it off": "Hãy gỡ hoặc hủy lần đăng kia trước",
    "this platform does not take such a file": "Nền tảng này không nhận loại tệp như vậy",
    "Choose another account": "Hãy chọn tài khoản khác",
    "the caption is longer than {} characters, which this platform takes": (
        "Lời đăng dài hơn {} ký tự mà nền tảng này nhận"
    ),
    "the file is larger than the {} MiB of this platform": "Tệp lớn hơn {} MiB mà nền tảng này nhận",
    "the film is longer than the {} seconds of this platform": "Phim dài hơn {} giây mà nền tảng này nhận",
    "it has gone out already, or was called off": "Bản này đã được đăng, hoặc đã bị hủy",
    "the address is missing": "Chưa có địa chỉ",
    "Copy it from the post, or say where it hangs or was printed": (
        "Hãy chép địa chỉ từ bài đăng, hoặc ghi nơi treo, nơi in"
    ),
    "this address is not at the place where it was to be posted": "Địa chỉ này không thuộc nơi được phép đăng",
    "this has not gone out yet": "Bài này chưa được đăng",
    "Call it off instead": "Hãy hủy bài này",
    "this one is known to have gone out, or is being sent": "Bài này đã được đăng, hoặc đang được gửi",
    "this is the front page of the platform or of an account, not the post": "Đây là trang đầu của nền tảng hoặc trang "
    "của một tài khoản, không phải bài đăng",
    "this is the front page, and no look from outside sees the picture on it": "Đây là trang đầu, và nhìn từ bên ngoài "
    "không thấy ảnh trên đó",
    "this is the front page, and the look at it from outside did not come to its end": "Đây là trang đầu, và lần nhìn "
    "từ bên ngoài chưa xem hết được",
    "Try again in a few minutes, or open the picture itself, and copy its address": "Hãy thử lại sau vài phút, hoặc mở "
    "riêng tấm ảnh, rồi chép địa chỉ",
    "Open the post, or the picture itself, and copy its address; of what has none, as a cover or a story, say in words "
    "where it is": "Hãy mở bài đăng, hoặc mở riêng tấm ảnh, rồi chép địa chỉ; thứ không có địa chỉ riêng, như ảnh bìa "
    "hay tin, thì ghi bằng lời nơi thấy nó",
    "Open the post, or the picture itself, and copy its address": "Hãy mở bài đăng, hoặc mở riêng tấm ảnh, rồi chép "
    "địa chỉ",
    "nobody's site is at this address, and Kindao never looks there": "Ở địa chỉ này không có trang web của ai, và "
    "Kindao không bao giờ mở địa chỉ như vậy",
    "Name the one that the public opens": "Hãy ghi địa chỉ mà mọi người mở được",
    "Copy the address of the post itself; where else it is seen, say once that is told": (
        "Hãy sao chép địa chỉ của chính bài đăng; còn thấy ở đâu nữa thì cho biết sau"
    ),
    "this was not handed out": "Bản này chưa được đưa ra",
    "Download the copy first": "Hãy tải bản sao về trước",
    "an address of it is known": "Đã biết một địa chỉ của bản này",
    "Take it down there": "Hãy gỡ ở đó",
    "the picture that shows it is missing": "Chưa có ảnh làm bằng chứng",
    "Take one after the deletion, and add it": "Hãy chụp lại sau khi xóa, rồi thêm vào",
    "something is missing for this account": "Tài khoản này còn thiếu thông tin",
    "Fill in every field": "Hãy điền mọi ô",
    "this connector does not lead there": "Cách đăng này không dẫn đến nơi đó",
    "Choose another": "Hãy chọn cách khác",
    "this platform lets no program delete": "Nền tảng này không cho phần mềm xóa bài",
    "Name who deletes by hand, before anything is posted": "Hãy chọn người tự tay xóa trước khi đăng bất cứ gì",
    "whoever deletes by hand must work in this clinic": "Người tự tay xóa phải đang làm ở phòng khám này",
    "Choose somebody of the clinic": "Hãy chọn người của phòng khám",
    "the connector of this account is not installed": "Chưa cài cách đăng của tài khoản này",
    "Install it, or take down its releases by hand": "Hãy cài vào, hoặc tự tay gỡ các bài đã đăng bằng nó",
    "the address lies in a private network": "Địa chỉ nằm trong mạng nội bộ",
    "no site is at such an address": "Địa chỉ như vậy không thể có trang web",
    "this folder is not one that this installation opens to sites": (
        "Thư mục này không nằm trong các thư mục mà máy này mở cho trang web"
    ),
    "Whoever runs the machine names it: KINDAO_FOLDERS": "Người vận hành máy khai báo thư mục ấy: KINDAO_FOLDERS",
    "it could not go out within a day of its time": "Bài không ra được trong vòng một ngày kể từ giờ đã hẹn",
    "Look at its words and its day, then post it anew": "Hãy xem lại lời và ngày, rồi đăng lại",
    "the account was closed": "Tài khoản đã được đóng",
    "Post it anew by another one": "Hãy đăng lại bằng tài khoản khác",
    "this account is open here already": "Tài khoản này đã được mở ở đây",
    "Renew its access, or close it first": "Hãy cấp lại quyền truy cập cho nó, hoặc đóng nó trước",
    "this folder is another clinic's site": "Thư mục này là trang web của một cơ sở khác",
    "Ask whoever runs the machine for one of your own": "Hãy hỏi người vận hành máy để có thư mục riêng",
    "Nothing was kept: try it again in a while": "Chưa lưu gì cả: hãy thử lại sau ít phút",
    "the released picture, or a part of it, is to be seen on this one": (
        "Trên ảnh này vẫn thấy ảnh đã đăng, hoặc một phần của nó"
    ),
    "this page can't be looked at whole just now": "Lúc này không xem hết được trang này",
    "Add the picture again later, or let the privacy officer add it": (
        "Hãy thêm ảnh lại sau, hoặc nhờ người phụ trách thêm"
    ),
    "a part of the released picture is to be seen on this one": "Trên ảnh này vẫn thấy một phần ảnh đã đăng",
    "Say in a sentence why it is gone all the same, and add the picture again": "Hãy ghi một câu vì sao ảnh vẫn là đã "
    "gỡ, rồi thêm lại ảnh này",
    "this is the released picture itself, not one of the place where it was": (
        "Đây chính là ảnh đã đăng, không phải ảnh chụp nơi đã đăng nó"
    ),
    "Take a screenshot or a photograph of the place without it": (
        "Hãy chụp màn hình hoặc chụp ảnh nơi đó khi ảnh đã được gỡ"
    ),
    "the picture is still seen on this page": "Trên trang này vẫn thấy ảnh",
    "Delete it there first, the file too": "Trước hết hãy xóa ảnh ở đó, cả tệp ảnh",
    "Take a screenshot or a photograph of the place without it, or let the privacy officer add it": (
        "Hãy chụp màn hình hoặc chụp ảnh nơi đó khi ảnh đã được gỡ, "
        "hoặc nhờ người phụ trách bảo vệ dữ liệu thêm ảnh này"
    ),
    "only whoever fetched it, or the privacy officer, says so of this one": (
        "Với bài này, chỉ người đã tải bản sao hoặc người phụ trách bảo vệ dữ liệu mới được báo như vậy"
    ),
    "this form was sent already, for something else": "Biểu mẫu này đã được gửi rồi, cho một việc khác",
    "this account was closed": "Tài khoản này đã được đóng",
    "only the privacy officer says so of this one": (
        "Với bài này, chỉ người phụ trách bảo vệ dữ liệu mới được báo như vậy"
    ),
    "Tell them what you know of it": "Hãy cho họ biết những gì bạn biết về bài này",
    "Name a public one, or allow private ones: KINDAO_SITES=private": (
        "Hãy ghi địa chỉ công khai, hoặc cho phép địa chỉ nội bộ: KINDAO_SITES=private"
    ),
    "the platform does not answer": "Nền tảng không trả lời",
    "It is tried again by itself": "Kindao tự thử lại",
    "the answer of the platform was lost": "Câu trả lời của nền tảng bị mất",
    "Kindao looks there before it sends anything again": "Kindao xem ở đó trước khi gửi lại bất cứ gì",
    "the platform broke over it{}": "Nền tảng bị lỗi khi nhận{}",
    "the platform does not let this account do it{}": "Nền tảng không cho tài khoản này làm việc đó{}",
    "Renew its access on its page": "Hãy gia hạn quyền truy cập ở trang của tài khoản",
    "the platform has no time just now{}": "Lúc này nền tảng đang bận{}",
    "the platform refuses it{}": "Nền tảng từ chối{}",
    "Look at what it asks for, then release it anew": "Hãy xem nền tảng đòi gì, rồi đăng lại",
    "this is posted by a person": "Bản này do một người tự tay đăng",
    "Download the copy, post it, and tell its address": "Hãy tải bản sao, đăng lên, rồi ghi địa chỉ",
    "only the person who posts it knows": "Chỉ người đăng mới biết",
    "Ask them, and write the address down": "Hãy hỏi họ, và ghi địa chỉ lại",
    "this is taken down by a person": "Bản này do một người tự tay gỡ",
    "Delete it where it was posted, and add a picture of that": "Hãy xóa ở nơi đã đăng, và thêm ảnh chụp việc đó",
    "the folder of the site is not there": "Không thấy thư mục của trang web",
    "what Kindao deletes from the folder of the site is still seen at its address": (
        "Tệp Kindao xóa khỏi thư mục của trang web vẫn còn thấy ở địa chỉ của trang"
    ),
    "See what copies the folder there, and let it delete as well": (
        "Hãy xem cái gì chép thư mục sang đó, và để nó xóa theo"
    ),
    "the site says that it deleted a picture, and strangers still see it": (
        "Trang web báo đã xóa một ảnh, mà người ngoài vẫn thấy ảnh đó"
    ),
    "See which plugin keeps deleted files, and switch that off": (
        "Hãy xem phần bổ trợ nào giữ lại tệp đã xóa, và tắt việc đó"
    ),
    "the site shows none of its files just now": "Lúc này trang web không cho thấy tệp nào của nó",
    "See that the disk of its uploads is there: Kindao deletes them minutes after it is": (
        "Hãy xem ổ đĩa chứa tệp tải lên của trang còn đó không: có lại thì vài phút sau Kindao xóa"
    ),
    "the site deleted the files, and it shows Kindao none, so that no look can tell": (
        "Trang web đã xóa các tệp, nhưng không cho Kindao thấy tệp nào, nên không lần xem nào nói được gì"
    ),
    "Open their addresses yourself, and delete on the site what you still see": (
        "Hãy tự mở các địa chỉ của chúng, và xóa trên trang web những gì còn thấy"
    ),
    "this is the address of a page of the site": "Đây là địa chỉ của một trang con, không phải của cả trang web",
    "Write that of its front page, without what follows it": ("Hãy ghi địa chỉ trang đầu, bỏ phần theo sau"),
    "the folder of the site is not the one that was tried: {} is not in it": (
        "Thư mục của trang web không phải thư mục đã được thử: trong đó không có {}"
    ),
    "See that its disk is there; if somebody deleted that file, renew the access of this account": (
        "Hãy xem ổ đĩa của nó còn đó không; nếu ai đó đã xóa tệp ấy, hãy gia hạn quyền truy cập của tài khoản này"
    ),
    "this address is not at this account": "Địa chỉ này không thuộc tài khoản này",
    "Choose the account where it is seen": "Hãy chọn tài khoản nơi thấy nó",
    "a release knows this address already": "Đã có bài đăng ghi địa chỉ này",
    "Say on its page that it is seen there": "Hãy cho biết trên trang của bài ấy rằng nó đang được thấy ở đó",
    "this file is that of another question": "Tệp này thuộc một câu hỏi khác",
    "Write it down on the page of the question it was to go out for": (
        "Hãy ghi nó lại ở trang của câu hỏi mà vì đó nó được chờ đăng"
    ),
    "Copy it anew from where it was made": "Hãy chép lại từ nơi tạo ra nó",
    "Correct the folder of this account": "Hãy sửa thư mục của tài khoản này",
    "the folder of the site can't be reached just now": "Lúc này không dùng được thư mục của trang web",
    "something that this account was told holds letters that no program can send": "Thông tin đã nhập cho tài khoản "
    "này có ký tự mà không chương trình nào gửi được",
    "See that the disk is there and not full": "Hãy xem ổ đĩa còn đó và chưa đầy",
    "Kindao may not write into the folder of the site": "Kindao không được quyền ghi vào thư mục của trang web",
    "Give it the right to, then try again": "Hãy cấp quyền, rồi thử lại",
    "something of it may lie in the folder of the site": "Có thể còn một phần nằm trong thư mục của trang web",
    "the address of the site is missing": "Thiếu địa chỉ của trang web",
    "Write it into this account, as a browser shows it": "Hãy ghi vào tài khoản này, đúng như trình duyệt hiện",
    "the site does not answer": "Trang web không trả lời",
    "what Kindao puts into the folder of the site is not seen at its address": (
        "Tệp thử mà Kindao đặt vào thư mục của trang web không thấy được ở địa chỉ của trang"
    ),
    "Correct the folder, or the address that leads to it": "Hãy sửa thư mục, hoặc địa chỉ dẫn tới thư mục ấy",
    "it was called off": "Lần đăng đã bị hủy",
    "the library of this platform is not installed": "Chưa cài thư viện của nền tảng này",
    "Install it: pip install 'kindao[platforms]'": "Hãy cài: pip install 'kindao[platforms]'",
    "this address can't be opened": "Địa chỉ này không mở được",
    "this address opens on one machine or in a private network alone": (
        "Địa chỉ này chỉ mở được trên một máy hoặc trong mạng riêng"
    ),
    "Name the one that the public opens, or allow private ones: KINDAO_SITES=private": (
        "Hãy ghi địa chỉ mà mọi người mở được, hoặc cho phép mạng riêng: KINDAO_SITES=private"
    ),
    "Copy it from the browser, without a password in it": "Hãy chép từ trình duyệt, không kèm mật khẩu",
    "It is looked at again by itself": "Hệ thống sẽ tự xem lại",
    # Platforms of Meta and Google
    "Shorten the caption": "Hãy viết lời chú thích ngắn hơn",
    "the platform does not carry out this deletion{}": "Nền tảng không thực hiện được việc xóa này{}",
    "Delete the post in its own app": "Hãy tự tay xóa bài đăng trong ứng dụng của nền tảng",
    "the platform does not accept the token any more{}": "Nền tảng không còn chấp nhận mã truy cập này{}",
    "the platform does not accept the token any more": "Nền tảng không còn chấp nhận mã truy cập này",
    "Make a new one and enter it": "Hãy tạo mã mới và nhập vào",
    "the token lacks a right that is needed{}": "Mã truy cập thiếu một quyền cần có{}",
    "the token lacks a right that is needed": "Mã truy cập thiếu một quyền cần có",
    "Make a new one with all rights named": "Hãy tạo mã mới với đủ các quyền đã nêu",
    "the platform wants fewer calls for a while{}": "Nền tảng yêu cầu tạm ngưng gọi một thời gian{}",
    "the platform takes no more posts today{}": "Hôm nay nền tảng không nhận thêm bài đăng{}",
    "the platform does not know this app, or not this secret": (
        "Nền tảng không biết ứng dụng này, hoặc mã bí mật không đúng"
    ),
    "Correct the app id and the app secret": "Hãy sửa mã ứng dụng và mã bí mật của ứng dụng",
    "the token was made for another app": "Mã truy cập được tạo cho ứng dụng khác",
    "Correct the app id, or make a token for this app": "Hãy sửa mã ứng dụng, hoặc tạo mã cho ứng dụng này",
    "the platform shows this account nothing there": "Nền tảng không cho tài khoản này thấy gì ở đó",
    "Correct the id, or renew the access": "Hãy sửa mã số, hoặc cấp lại quyền truy cập",
    "the listing of the platform does not tell whether it is out": (
        "Danh sách của nền tảng không cho biết bài đã lên hay chưa"
    ),
    "Look there, then say so here": "Hãy vào đó xem, rồi ghi lại ở đây",
    "the answer of the platform was lost{}": "Câu trả lời của nền tảng bị mất{}",
    "Kindao looks there before it sends again": "Kindao sẽ xem ở đó trước khi gửi lại",
    "the token belongs to another Page, or to a person": "Mã truy cập thuộc về Trang khác, hoặc về một người",
    "Correct the id of the Page, or the token": "Hãy sửa mã của Trang, hoặc mã truy cập",
    "the upload does not go on": "Việc tải lên không đi tiếp được",
    "the listing of the platform may not know it yet": "Danh sách của nền tảng có thể chưa kịp có bài này",
    "the token does not reach this Instagram account": "Mã truy cập không dùng được cho tài khoản Instagram này",
    "Correct the id of the account, or connect it with the Page of the token": (
        "Hãy sửa mã tài khoản, hoặc nối tài khoản với Trang của mã truy cập"
    ),
    "Instagram takes no film under three seconds": "Instagram không nhận phim dưới ba giây",
    "Instagram takes at most {} hashtags and {} names": "Instagram chỉ nhận tối đa {} thẻ và {} tên",
    "Leave some of them out": "Hãy bỏ bớt",
    "Instagram does not take this file ({})": "Instagram không nhận tệp này ({})",
    "Instagram is still working on the file": "Instagram vẫn đang xử lý tệp",
    "it is out, but its address was not told": "Bài đã lên, nhưng chưa biết địa chỉ",
    "Kindao asks for it again": "Kindao sẽ hỏi lại",
    "the public folder for pictures can't be written": "Không ghi được vào thư mục công khai dành cho ảnh",
    "the address of the public folder is missing": "Chưa có địa chỉ của thư mục công khai",
    "Write it into this account": "Hãy ghi vào tài khoản này",
    "Instagram fetches pictures from a public address, and this account names no folder of a site": (
        "Instagram tự tải ảnh từ một địa chỉ công khai, mà tài khoản này chưa có thư mục của trang web"
    ),
    "Name one, or post the picture by hand": "Hãy ghi thư mục, hoặc tự tay đăng ảnh",
    "the picture is not at the address of the public folder": "Ảnh không có ở địa chỉ của thư mục công khai",
    "Correct the address": "Hãy sửa địa chỉ",
    "the public folder can't be written just now": "Hiện không ghi được vào thư mục công khai",
    "See that its disk is there and not full": "Hãy xem ổ đĩa của thư mục còn đó và chưa đầy",
    "YouTube has removed the film itself": "YouTube đã tự gỡ phim này",
    "Look at its message to the channel": "Hãy xem thông báo của YouTube gửi cho kênh",
    "YouTube does not take this film ({})": "YouTube không nhận phim này ({})",
    "Look at what it asks for": "Hãy xem YouTube đòi hỏi gì",
    "YouTube altered what was sent": "YouTube đã sửa nội dung được gửi lên",
    "Look at the channel's default settings": "Hãy xem cài đặt mặc định của kênh",
    "YouTube keeps films of this project private": "YouTube giữ phim của dự án này ở chế độ riêng tư",
    "Have the Google project audited by YouTube first": "Hãy để YouTube kiểm tra dự án Google trước",
    "half a release lies on YouTube, where nobody sees it": (
        "Một bản đăng dở đang nằm ở YouTube, nơi không ai thấy được"
    ),
    "Kindao deletes it first": "Kindao sẽ xóa nó trước",
    "YouTube takes no < and no > in words": "YouTube không nhận dấu < và > trong lời",
    "Write them otherwise": "Hãy viết cách khác",
    "the caption is too long for YouTube once written in bytes": (
        "Lời chú thích quá dài đối với YouTube khi tính theo byte"
    ),
    "the token belongs to another channel, or to none": "Mã truy cập thuộc về kênh khác, hoặc không thuộc kênh nào",
    "Correct the id of the channel, or sign in with the channel's account": (
        "Hãy sửa mã kênh, hoặc đăng nhập bằng tài khoản của kênh"
    ),
    "Google does not accept the sign-in any more": "Google không còn chấp nhận lần đăng nhập này",
    "Sign in anew, enter the new token": "Hãy đăng nhập lại và nhập mã mới",
    "Google does not know this OAuth client": "Google không biết ứng dụng OAuth này",
    "Correct the client id and the client secret": "Hãy sửa mã ứng dụng và mã bí mật của ứng dụng OAuth",
    "the quota of the Google project is used up{}": "Hạn mức của dự án Google đã dùng hết{}",
    # Pages of releases
    "the picture is larger than {} MiB": "Ảnh lớn hơn {} MiB",
    "Take a screenshot instead": "Hãy dùng ảnh chụp màn hình",
    "this is no picture that can be opened": "Đây không phải là ảnh mở được",
    "Add a photograph or a screenshot: no film, no PDF": (
        "Hãy thêm ảnh chụp hoặc ảnh màn hình: không phải phim, không phải PDF"
    ),
    "this holds more than one picture": "Tệp này có nhiều hơn một hình",
    "Add one photograph or one screenshot: nothing that moves": (
        "Hãy thêm một ảnh chụp hoặc một ảnh màn hình, không phải ảnh động"
    ),
    "it is to be seen again": "Bài này lại nhìn thấy được",
    "Ask once it is gone: the engine looks for itself": "Hãy yêu cầu khi đã gỡ: máy tìm kiếm tự xem lại",
    "this is another user of the site, who may not delete what was posted there before": (
        "Đây là một người dùng khác của trang web, không được xóa những bài đã đăng ở đó trước đây"
    ),
    "Give them the role Editor on the site; or open it as a new account, and what is out stays with the old": (
        "Hãy cho họ vai trò Biên tập viên trên trang web; hoặc mở thành tài khoản mới, những bài đã đăng vẫn thuộc tài "
        "khoản cũ"
    ),
    "this is another account of the platform": "Đây là một tài khoản khác trên nền tảng",
    "Open it as a new one; what is out stays with the old": (
        "Hãy mở thành tài khoản mới; bài đã đăng vẫn thuộc tài khoản cũ"
    ),
}


def in_vietnamese(sentence: str, table: Mapping[str, str] = SENTENCES) -> str:
    """The sentence in Vietnamese with its values; "" when the table does not have it. The longest wording wins."""
    if sentence in table:
        return table[sentence]
    for wording in sorted((one for one in table if "{}" in one), key=len, reverse=True):
        parts = wording.split("{}")
        if not (sentence.startswith(parts[0]) and sentence.endswith(parts[-1])):
            continue  # more wordings than Python keeps patterns of: to make each anew takes a tenth of a second
        pattern = "(.*?)".join(map(re.escape, parts))
        if found := re.fullmatch(pattern, sentence, re.DOTALL):
            return table[wording].format(*(in_vietnamese(value, table) or _number(value) for value in found.groups()))
    return ""


def _number(value: str) -> str:
    """Thousands stand apart by points: 3.600."""
    return value.replace(",", ".") if re.fullmatch(r"[0-9]{1,3}(?:,[0-9]{3})+", value) else value


def unmarked(text: str) -> str:
    """The letters without their marks, đ as d."""
    apart = unicodedata.normalize("NFD", text.replace("Đ", "D").replace("đ", "d"))
    return "".join(one for one in apart if not unicodedata.combining(one))
