"""What click says of a wrong command line, in Vietnamese: wordings as in `kindao.engine.vietnamese`."""

USAGE = {
    "Missing command.": "Thiếu lệnh.",
    "Missing argument {}.": "Thiếu {}.",
    "Missing option {}.": "Thiếu tùy chọn {}.",
    "Missing option {}. Choose from:\n\t{}": "Thiếu tùy chọn {}. Hãy chọn một trong các giá trị:\n\t{}",
    "No such command {}.": "Không có lệnh {}.",
    "No such option {}.": "Không có tùy chọn {}.",
    "{} Did you mean {}?": "{} Có phải ý là {}?",
    "{} (Did you mean one of: {}?)": "{} (Có phải ý là một trong số: {}?)",
    "Option {} requires an argument.": "Tùy chọn {} cần một giá trị.",
    "Option {} does not take a value.": "Tùy chọn {} không nhận giá trị.",
    "Got unexpected extra argument ({})": "Thừa đối số ({})",
    "Got unexpected extra arguments ({})": "Thừa các đối số ({})",
    "Invalid value for {}: {}": "Giá trị của {} không hợp lệ: {}",
    "{} is not one of {}.": "{} không thuộc các giá trị {}.",
    "'{}' is not a day such as 2026-11-23": "'{}' không phải là một ngày như 2026-11-23",
}
