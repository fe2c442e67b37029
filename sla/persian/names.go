package persian

// Names as the Academy of Persian Language and the official calendar spell
// them; Latin spellings as in the project's glossary.

var monthNames = [12]string{
	"فروردین", "اردیبهشت", "خرداد", "تیر", "مرداد", "شهریور",
	"مهر", "آبان", "آذر", "دی", "بهمن", "اسفند",
}

var monthNamesLatin = [12]string{
	"Farvardin", "Ordibehesht", "Khordad", "Tir", "Mordad", "Shahrivar",
	"Mehr", "Aban", "Azar", "Dey", "Bahman", "Esfand",
}

var weekdayNames = [7]string{
	"شنبه", "یکشنبه", "دوشنبه", "سه‌شنبه", "چهارشنبه", "پنجشنبه", "جمعه",
}

// weekdayNarrow are the letters printed above the columns of a calendar.
var weekdayNarrow = [7]string{"ش", "ی", "د", "س", "چ", "پ", "ج"}

var seasonNames = [4]string{"بهار", "تابستان", "پاییز", "زمستان"}

var seasonNamesLatin = [4]string{"spring", "summer", "autumn", "winter"}

// MonthName returns the Latin name of a month, "Farvardin" to "Esfand", and
// "" outside 1-12.
func MonthName(month int) string {
	if month < 1 || month > 12 {
		return ""
	}
	return monthNamesLatin[month-1]
}

// MonthNamePersian returns the Persian name of a month, فروردین to اسفند, and
// "" outside 1-12.
func MonthNamePersian(month int) string {
	if month < 1 || month > 12 {
		return ""
	}
	return monthNames[month-1]
}

var weekdayNamesLatin = [7]string{
	"Saturday", "Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday",
}
