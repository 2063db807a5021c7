package layout

// IsRemark reports whether a text by itself in a row reads like a note or a
// signature, such as "Nguồn: Cục Thống kê" or "Người lập biểu".
func IsRemark(text string) bool { return remarkOf(text) != plain }

// IsTotal reports whether a text labels a row of totals, such as "Tổng cộng".
func IsTotal(text string) bool { return isTotal(text) }
