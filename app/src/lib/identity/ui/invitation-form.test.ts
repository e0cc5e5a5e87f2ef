import { expect, it } from 'vitest';
import { readInvitation } from './invitation-form.ts';

function formOf(fields: Readonly<Record<string, string>>): FormData {
	const form = new FormData();
	for (const [name, value] of Object.entries(fields)) form.set(name, value);
	return form;
}

const whole = {
	nama: ' Siti Rahmawati ',
	email: 'Siti@Palu.go.id',
	nip: '19850101 201001 2 001',
	peran: 'committee',
	instansi: 'kota-palu',
};

it('reads a whole form', () => {
	expect(readInvitation(formOf(whole))).toEqual({
		draft: {
			name: 'Siti Rahmawati',
			email: 'siti@palu.go.id',
			employeeNumber: '198501012010012001',
			role: 'committee',
			institutionId: 'kota-palu',
		},
		faults: [],
	});
});

it.each([
	['nama', '', 'name'],
	['email', 'siti', 'email'],
	['nip', '123', 'employee_number'],
	['nip', '198513012010012001', 'employee_number'],
	['peran', 'king', 'role'],
] as const)('names the field when %s is %j', (field, value, fault) => {
	expect(readInvitation(formOf({ ...whole, [field]: value })).faults).toEqual([fault]);
});
