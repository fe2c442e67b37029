package webdesk

import (
	"time"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/sla"
)

func channelName(c samad.Channel) samad.Text {
	return map[samad.Channel]samad.Text{
		samad.Phone:    {Fa: "تلفن ۱۱۱", En: "telephone 111"},
		samad.Web:      {Fa: "سایت", En: "web"},
		samad.SMS:      {Fa: "پیامک", En: "text message"},
		samad.InPerson: {Fa: "میز خدمت", En: "service desk"},
		samad.Letter:   {Fa: "نامه", En: "letter"},
		samad.Meeting:  {Fa: "ملاقات الکترونیکی", En: "meeting"},
		samad.API:      {Fa: "سامانه همکار", En: "another system"},
	}[c]
}

func identityName(i samad.Identity) samad.Text {
	return map[samad.Identity]samad.Text{
		samad.Named:             {Fa: "با نام", En: "named"},
		samad.Confidential:      {Fa: "محرمانه", En: "confidential"},
		samad.AnonymousIdentity: {Fa: "ناشناس", En: "anonymous"},
	}[i]
}

func stageName(s sla.Stage) samad.Text {
	return map[sla.Stage]samad.Text{
		sla.Screening:       {Fa: "مهلت پالایش", En: "Screening"},
		sla.FirstResponse:   {Fa: "مهلت نخستین واکنش", En: "First response"},
		sla.Answer:          {Fa: "مهلت پاسخ", En: "Answer"},
		sla.PetitionerReply: {Fa: "مهلت پاسخ متقاضی", En: "Petitioner's reply"},
		sla.Objection:       {Fa: "مهلت اعتراض", En: "Objection"},
	}[s]
}

// due writes a deadline with what it is, "" for none.
func (v *visit) due(f frame, at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return v.T("مهلت: ", "due: ") + f.Moment(at)
}
