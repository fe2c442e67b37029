package samad

import "slices"

// Role is what somebody is in the system. Rights hang on roles (see [May]),
// never on persons.
type Role string

// The roles. [RoleName] has their names for pages, docs/glossary.md explains them.
const (
	RolePetitioner          Role = "petitioner"           // متقاضی: proven by tracking code and PIN
	RoleOperator            Role = "operator"             // اپراتور سامد
	RoleSupervisor          Role = "supervisor"           // سرپرست نوبت
	RoleAgencyHead          Role = "agency_head"          // مدیر دستگاه
	RoleAgencyExpert        Role = "agency_expert"        // کارشناس دستگاه
	RoleAgencyOversight     Role = "agency_oversight"     // کارشناس ارزیابی عملکرد و پاسخگویی به شکایات
	RoleAgencyPR            Role = "agency_pr"            // روابط عمومی: figures and texts only
	RoleInspector           Role = "inspector"            // ارزیاب
	RoleMeetingHost         Role = "meeting_host"         // مدیرکل در ملاقات الکترونیکی
	RoleCommissionSecretary Role = "commission_secretary" // دبیر کمیسیون
	RoleCommissionMember    Role = "commission_member"    // عضو کمیسیون
	RoleOversight           Role = "oversight"            // نظارت و بازرسی استانداری
	RoleGovernor            Role = "governor"             // استاندار
	RoleAdmin               Role = "admin"                // راهبر سامانه
	RoleLocalAdmin          Role = "local_admin"          // راهبر دستگاه یا شهرستان
	RoleService             Role = "service"              // another system with a key
	RoleSystem              Role = "system"               // time itself: sweeps and automatic referral
)

// Roles returns all roles.
func Roles() []Role {
	return []Role{
		RolePetitioner, RoleOperator, RoleSupervisor, RoleAgencyHead, RoleAgencyExpert,
		RoleAgencyOversight, RoleAgencyPR, RoleInspector, RoleMeetingHost,
		RoleCommissionSecretary, RoleCommissionMember, RoleOversight, RoleGovernor,
		RoleAdmin, RoleLocalAdmin, RoleService, RoleSystem,
	}
}

// Valid reports whether r is one of [Roles].
func (r Role) Valid() bool { return slices.Contains(Roles(), r) }
