package main

import (
	"errors"
	"fmt"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/sla/persian"
)

// fits holds the topics and places that are set against the packs.
func (o options) fits(packs samad.Directory) error {
	var errs []error
	for _, id := range o.Listed {
		if _, ok := packs.Topic(samad.TopicID(id), persian.Date{}); !ok {
			errs = append(errs, fmt.Errorf("%s: %q is no topic of the packs", o.origin("open311-public"), id))
		}
	}
	place := func(setting, text string, id samad.PlaceID) {
		if _, ok := packs.Place(id, persian.Date{}); !ok {
			errs = append(errs, fmt.Errorf("%s: %s: this is no place of the packs", o.origin(setting), text))
		}
	}
	for id, area := range o.areas {
		place("open311-jurisdiction", id+"="+string(area), area)
	}
	if o.SMSPlace != "" {
		place("sms-place", o.SMSPlace, samad.PlaceID(o.SMSPlace))
	}
	return errors.Join(errs...)
}
