package routing_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/routing"
)

func TestHints(t *testing.T) {
	t.Parallel()
	table := pilot(t)
	tests := []struct {
		text    string
		kind    routing.HintKind
		reason  string
		pieces  []string
		numbers []string
	}{
		{"", routing.HintEmpty, "", nil, nil},
		{"سلام", routing.HintEmpty, "", nil, nil},
		{"تو راه‌پله بوی گازِ شدید می‌آید", routing.HintEmergency, "gas", []string{"بوی", "گازِ"}, []string{"194", "125"}},
		{"مغازه سر کوچه آتیش گرفته", routing.HintEmergency, "fire", []string{"آتیش", "گرفته"}, []string{"125", "115"}},
		{"سیم برق افتاده وسط کوچه", routing.HintEmergency, "power", []string{"سیم", "برق", "افتاده", "کوچه"}, []string{"121", "125"}},
		{"تو گردنه گیر کردیم", routing.HintEmergency, "rescue", []string{"گیر", "کردیم"}, []string{"112", "115", "125"}},
		{"دادگاه حکم قطعی داده، باطلش کنید", routing.HintOutOfScope, "court", []string{"حکم", "قطعی"}, []string{"191"}},
		{"باجناقم پولم را نمی‌دهد", routing.HintOutOfScope, "private", []string{"باجناقم", "پولم"}, []string{"191"}},
		{"یه جوک بگو", routing.HintOutOfScope, "chat", []string{"جوک"}, nil},
		{"بی‌شرف‌ها قبض آب ما چرا دو برابر شد", routing.HintAbuse, "", []string{"بی‌شرف‌ها"}, nil},
		{"کد ملی ۰۰۱۲۳۴۵۶۷۹ کارت ندارد", routing.HintPersonalData, "national-id", []string{"۰۰۱۲۳۴۵۶۷۹"}, nil},
		{"زنگ بزنید 0913-000 0000 لطفا", routing.HintPersonalData, "mobile", []string{"0913-000 0000"}, nil},
		{"شماره +98 913 000 0000 مال من", routing.HintPersonalData, "mobile", nil, nil},
		{"تلفن ۰۳۱۳۰۰۰۷۶۸۷ قطع است", routing.HintPersonalData, "landline", []string{"۰۳۱۳۰۰۰۷۶۸۷"}, nil},
		{"کارت 4242 4242 4242 4242 من", routing.HintPersonalData, "card", []string{"4242 4242 4242 4242"}, nil},
		{"شبا IR820540102680020817909002 است", routing.HintPersonalData, "iban", []string{"IR820540102680020817909002"}, nil},
	}
	for _, tt := range tests {
		var found *routing.Hint
		for _, h := range table.Hints(tt.text) {
			for _, e := range h.Evidence {
				require.Equal(t, tt.text[e.Start:e.End], e.Text)
			}
			if h.Kind == tt.kind && h.Reason == tt.reason {
				found = &h
			}
		}
		if !assert.NotNil(t, found, tt.text) {
			continue
		}
		var pieces []string
		for _, e := range found.Evidence {
			pieces = append(pieces, e.Text)
		}
		if tt.pieces != nil || tt.kind == routing.HintEmpty {
			assert.Equal(t, tt.pieces, pieces, tt.text)
		}
		assert.Equal(t, tt.numbers, found.Numbers, tt.text)
	}
}

// What looks like a hint and is none.
func TestHintsStaySilent(t *testing.T) {
	t.Parallel()
	table := pilot(t)
	for _, text := range []string{
		"اهالی بوئین فاقد جایگاه گازوئیل‌اند",           // بو, گاز
		"عشایر بختیاری شهر ما آب ندارند",                // بخت
		"کد رهگیری ۰۰۱۲۳۴۵۶۷۸ را پیگیری کنید",           // not the check digit
		"قبض آب ۱۲۳۴ ۵۶۷۸ ۹۰۱۲ ۳۴۵۶ پرداخت شد در کاشان", // not the check digit
		"۱۱۱۱۱۱۱۱۱۱ پیامک تبلیغاتی برای ما می‌آید",
		"پیامک فروش ویژه هر روز برای ما می‌آید، شارژ کم می‌شود", // a complaint about adverts
	} {
		assert.Empty(t, table.Hints(text), text)
	}
}

func FuzzHints(f *testing.F) {
	f.Add("سلام ۰۹۱۳۰۰۰۰۰۰۰ IR820540102680020817909002 بوی گاز \xff ﷺ")
	f.Add("سمARبو0گاز0ﷺ") // words of one character
	f.Add("+98 913-000.0000 4242\u200c4242 4242 4242 بی شرف")
	table := pilot(f)
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 4096 {
			t.Skip("long")
		}
		for _, h := range table.Hints(text) {
			if (len(h.Evidence) == 0) != (h.Kind == routing.HintEmpty) {
				t.Fatalf("%q: %+v", text, h)
			}
			last := -1
			for _, e := range h.Evidence {
				if e.Start <= last || e.End <= e.Start || e.End > len(text) || text[e.Start:e.End] != e.Text || strings.TrimSpace(e.Text) == "" {
					t.Fatalf("%q: %+v", text, h)
				}
				last = e.Start
			}
		}
	})
}
