export {
	assembleForms,
	type Assembly,
	type AssemblyOptions,
	type AssemblyRefusal,
	type Solve,
	type SolverAnswer,
	type SolverSettings,
} from './assemble.ts';
export type { BankItem, Blueprint, BlueprintFault, SectionBlueprint } from './blueprint.ts';
export { verifyForms, type FormPoint, type FormsCheck, type Violation } from './check.ts';
export type { Demand, IntegerProgram, ProgramRow } from './program.ts';
