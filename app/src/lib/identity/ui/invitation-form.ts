import { type InvitationDraft, isRole, parseEmployeeNumber } from '../contract.ts';
import { typed } from './form.ts';

export type InvitationFault = 'name' | 'email' | 'employee_number' | 'role';

/** What the form says, and which fields must be filled in again. */
export function readInvitation(form: FormData): {
	readonly draft: InvitationDraft;
	readonly faults: readonly InvitationFault[];
} {
	const name = typed(form, 'nama').trim();
	const email = typed(form, 'email').trim().toLowerCase();
	const number = typed(form, 'nip');
	const role = typed(form, 'peran');
	const institutionId = typed(form, 'instansi');
	const faults: InvitationFault[] = [];
	if (name === '' || name.length > 200) faults.push('name');
	if (!/^[^\s@]+@[^\s@]+\.[^\s@]+$/u.test(email) || email.length > 254) faults.push('email');
	if (parseEmployeeNumber(number) === undefined) faults.push('employee_number');
	if (!isRole(role)) faults.push('role');
	return {
		draft: {
			name,
			email,
			employeeNumber: parseEmployeeNumber(number) ?? number,
			role: isRole(role) ? role : 'committee',
			...(institutionId === '' ? {} : { institutionId }),
		},
		faults,
	};
}
