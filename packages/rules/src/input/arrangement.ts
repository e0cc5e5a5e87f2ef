import type { Memory } from '../bytes/memory.ts';
import type { SecondThread } from '../ports.ts';
import { beginDuty } from '../split/duties.ts';
import {
	fileOrder,
	groupRows,
	reorderColumns,
	reorderStrings,
	type Grouping,
	type Numbers,
} from './grouping.ts';
import type { ParticipantTable } from './participant-table.ts';
import type { ParticipantsRead } from './read-participants.ts';

/**
 * All rows on their way into the order of their vacancies. Between beginning and end the second
 * thread, where there is one, moves the columns, which must be left alone; ids and their hashes may
 * be read until the end, which releases them.
 */
export class Arrangement {
	private readonly read: ParticipantsRead;
	/** Waits for the second thread. */
	private readonly finishMoving: (() => void) | undefined;
	private readonly memory: Memory;
	private readonly grouping: Grouping;
	private readonly moving: readonly Numbers[];

	constructor(
		read: ParticipantsRead,
		vacancies: number,
		memory: Memory,
		secondThread: SecondThread | undefined,
	) {
		this.read = read;
		this.memory = memory;
		const { columns, spans } = read;
		this.grouping = groupRows(columns.vacancy.data, spans, vacancies, memory);
		const { admitted, first, second, priority, marks, skb, components, gpa, age } = columns;
		this.moving = [admitted, first, second, priority, ...marks, skb, ...components, gpa, age]
			.filter((column) => column !== undefined)
			.map((column) => column.data);
		this.finishMoving =
			secondThread &&
			beginDuty(secondThread, 'reorder', { grouping: this.grouping, columns: this.moving });
	}

	end(): ParticipantTable {
		const { memory, grouping } = this;
		const { columns, preferences, lines, faults, ids } = this.read;
		const order = fileOrder(grouping, memory);
		reorderStrings(ids, grouping, memory);
		if (this.finishMoving === undefined) reorderColumns(this.moving, grouping);
		else this.finishMoving();
		memory.release(grouping.within, columns.hash.data);
		const { starts } = grouping;
		const vacancy = columns.vacancy.data;
		for (let v = 0; v + 1 < starts.length; v++) vacancy.fill(v, starts[v], starts[v + 1]);
		return {
			ids,
			count: order.length,
			vacancy,
			starts,
			order,
			admitted: columns.admitted.data,
			first: columns.first.data,
			second: columns.second.data,
			marks: columns.marks.map((column) => column.data),
			skb: columns.skb?.data,
			components: columns.components.map((column) => column?.data),
			priority: columns.priority.data,
			gpa: columns.gpa?.data,
			age: columns.age?.data,
			preferences,
			lines,
			faults,
		};
	}
}
