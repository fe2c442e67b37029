package webdesk

import "github.com/samad111/go-samad/samad"

// readyTexts are the sentences that a step may start from. The option's value
// is the sentence, so that it works without scripts too.
func (v *visit) readyTexts(step string) []option {
	texts := map[string][]struct{ name, text samad.Text }{
		"ask": {
			{samad.Text{Fa: "کجا؟", En: "Where?"}, samad.Text{Fa: "لطفاً شهر، محله و نشانی دقیق را بنویسید تا پرونده به دستگاه درست برسد.", En: "Please give the city, quarter and exact address, so that the case reaches the right office."}},
			{samad.Text{Fa: "از کی؟", En: "Since when?"}, samad.Text{Fa: "لطفاً بنویسید موضوع از چه تاریخی آغاز شده و آیا هنوز ادامه دارد.", En: "Please say since when this has been so, and whether it still is."}},
			{samad.Text{Fa: "شماره پرونده یا اشتراک", En: "Number of file or account"}, samad.Text{Fa: "لطفاً شماره پرونده یا اشتراک خود را در آن دستگاه بنویسید.", En: "Please give the number of your file or account at that office."}},
			{samad.Text{Fa: "چه می‌خواهید؟", En: "What do you want?"}, samad.Text{Fa: "لطفاً روشن بنویسید از کدام دستگاه چه می‌خواهید.", En: "Please say plainly what you want, and from which office."}},
		},
		"decline": {
			{samad.Text{Fa: "دادگاه", En: "Court"}, samad.Text{Fa: "این موضوع در دادگاه است و سامد نمی‌تواند در کار قاضی وارد شود. برای راهنمایی قضایی با شماره ۱۹۱ تماس بگیرید.", En: "The matter is before a court, where Samad cannot step in. The legal advice line is 191."}},
			{samad.Text{Fa: "اختلاف خصوصی", En: "Private quarrel"}, samad.Text{Fa: "این اختلاف میان اشخاص است و دستگاه دولتی در آن تصمیم نمی‌گیرد. شورای حل اختلاف می‌تواند کمک کند.", En: "This is a quarrel between persons, which no office decides. The dispute council can help."}},
			{samad.Text{Fa: "بی‌موضوع", En: "No matter"}, samad.Text{Fa: "در این نوشته موضوعی که دستگاهی بتواند به آن رسیدگی کند نیامده است. اگر درخواستی دارید دوباره و روشن ثبت کنید.", En: "The text names nothing that an office could handle. If you want something, please file it again, plainly."}},
		},
	}
	var out []option
	for _, t := range texts[step] {
		out = append(out, option{Value: t.text.In(v.lang), Label: t.name.In(v.lang)})
	}
	return out
}
