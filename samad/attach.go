package samad

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"time"
)

// attach makes the uploads that the tokens stand for lasting, and returns what
// the step's event tells of them and the value with the rest.
func (s *step) attach(tokens []string) (Attached, named, error) {
	if len(tokens) == 0 {
		return Attached{}, named{}, nil
	}
	uploads, err := s.desk.uploads(s.ctx, tokens, s.now)
	if err != nil {
		return Attached{}, named{}, err
	}
	facts := make([]AttachmentFacts, len(uploads))
	records := make([]attachmentRecord, len(uploads))
	for i, u := range uploads {
		id, err := newID(s.now, s.desk.random)
		if err != nil {
			return Attached{}, named{}, err
		}
		s.kept = append(s.kept, id)
		if err := s.desk.blobs.Keep(s.ctx, u.ID, id); err != nil {
			if errors.Is(err, ErrNotFound) {
				var f faults
				f.add("/attachments/"+strconv.Itoa(i), "expired", "این پیوست دیگر نگه داشته نشده است؛ دوباره بفرستید.", "the upload is no longer kept; send it again")
				return Attached{}, named{}, f.err()
			}
			return Attached{}, named{}, fmt.Errorf("samad: keep an attachment: %w", err)
		}
		facts[i] = AttachmentFacts{ID: id, Type: u.Type, Size: u.Size, Sealed: u.Sealed}
		records[i] = attachmentRecord{ID: id, Name: u.Name, Key: u.Key, Sum: u.Sum}
	}
	record, err := json.Marshal(records)
	if err != nil {
		return Attached{}, named{}, fmt.Errorf("samad: encode attachments: %w", err)
	}
	return Attached{Attachments: facts}, named{name: attachmentsName, text: string(record), sealed: true}, nil
}

// uploads opens the tokens of a request, or tells everything that is wrong with
// them.
func (d *Desk) uploads(ctx context.Context, tokens []string, now time.Time) ([]upload, error) {
	var f faults
	if d.blobs == nil {
		f.add("/attachments", "not_offered", "اینجا پیوست پذیرفته نمی‌شود.", "attachments are not taken here")
		return nil, f.err()
	}
	if len(tokens) > d.settings.MaxAttachments {
		n := strconv.Itoa(d.settings.MaxAttachments)
		f.add("/attachments", "too_many", "حداکثر "+persianDigits(n)+" پیوست.", "at most "+n+" attachments")
		return nil, f.err()
	}
	seen := map[string]bool{}
	uploads := make([]upload, 0, len(tokens))
	for i, token := range tokens {
		field := "/attachments/" + strconv.Itoa(i)
		u, ok, err := d.openUpload(ctx, token)
		switch {
		case err != nil:
			return nil, err
		case !ok:
			f.add(field, "unknown", "این پیوست شناخته نیست؛ دوباره بفرستید.", "unknown upload; send the file again")
		case now.After(u.Expires):
			f.add(field, "expired", "این پیوست دیگر نگه داشته نشده است؛ دوباره بفرستید.", "the upload is no longer kept; send it again")
		case seen[u.ID]:
			f.add(field, "repeated", "این پیوست دو بار آمده است.", "the same upload twice")
		}
		seen[u.ID] = true
		uploads = append(uploads, u)
	}
	return uploads, f.err()
}

// refused reports whether the store certainly wrote nothing. After other errors
// it may have: then what the change needs must stay.
func refused(err error) bool {
	return errors.Is(err, ErrConflict) || errors.Is(err, ErrCodeTaken) || errors.Is(err, ErrKeyTaken) || errors.Is(err, ErrInvalid)
}

// unkeepTime bounds the tidying after a step that failed.
const unkeepTime = 10 * time.Second

// unkeep destroys what was made lasting for a step that did not come about, and
// returns why that was, and what went wrong here. What it cannot destroy nobody
// can read: the key is in no record.
func (d *Desk) unkeep(ctx context.Context, kept []string, why error) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), unkeepTime)
	defer cancel()
	for _, id := range kept {
		if err := d.blobs.Delete(ctx, id); err != nil {
			why = errors.Join(why, fmt.Errorf("samad: destroy an attachment that no case has: %w", err))
		}
	}
	return why
}

// deleteAttachments destroys the contents of all attachments of a case. Done
// twice it does no harm.
func (d *Desk) deleteAttachments(ctx context.Context, id CaseID) error {
	events, err := d.store.Events(ctx, id)
	if err != nil {
		return fmt.Errorf("samad: history of case %s: %w", id, err)
	}
	for _, e := range events {
		facts, _, err := attachmentsOf(e)
		if err != nil {
			return err
		}
		if len(facts) > 0 && d.blobs == nil {
			// Another desk took them: this one must not say that they are gone.
			return fmt.Errorf("samad: attachments of case %s: Config.Blobs is not set: %w", id, ErrUnavailable)
		}
		for _, a := range facts {
			if err := d.blobs.Delete(ctx, a.ID); err != nil {
				return fmt.Errorf("samad: destroy attachment %s of case %s: %w", a.ID, id, err)
			}
		}
	}
	return nil
}
