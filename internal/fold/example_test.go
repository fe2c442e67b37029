package fold_test

import (
	"fmt"
	"testing"

	"github.com/samad111/go-samad/internal/fold"
)

func ExampleText() {
	fmt.Println(fold.Text("لطفاً كتاب‌هاي ۱۲ را می شود…"))
	fmt.Println(fold.Text("سلااااام! مسؤولِ بیمهٔ ADSL؟"))
	// Output:
	// لطفا کتابهای 12 را میشود
	// سلام مسوول بیمه adsl
}

func ExampleWords() {
	const text = "آبِ مدرسه‌ها قطع است"
	for _, w := range fold.Words(text) {
		if fold.Stem(w.Text) == fold.Stem("مدرسه") {
			fmt.Printf("%s[%s]%s\n", text[:w.Start], text[w.Start:w.End], text[w.End:])
		}
	}
	// Output: آبِ [مدرسه‌ها] قطع است
}

func ExampleDigits() {
	fmt.Println(fold.Digits("۱۲۳۴ ٥٦٧٨ - 9012 . 3456"))
	// Output: 1234567890123456
}

func BenchmarkText(b *testing.B) {
	const text = "با سلام. آب محله ما سه روز است که قطع می‌شود و هیچ‌کس پاسخگو نیست؛ لطفاً رسیدگی فرمایید. ۰۹۱۳۰۰۰۱۳۶۰ "
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		fold.Text(text)
	}
}
