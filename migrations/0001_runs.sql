CREATE TABLE `runs` (
	`id` text PRIMARY KEY NOT NULL,
	`room_id` text NOT NULL,
	`version` integer NOT NULL,
	`language` text NOT NULL,
	`user` integer NOT NULL,
	`name` text NOT NULL,
	`started_at` text NOT NULL,
	`status` text NOT NULL,
	`exit_code` integer,
	`signal` text,
	`detail` text,
	`truncated` integer NOT NULL,
	`wall_ms` real NOT NULL,
	`cpu_ms` real NOT NULL,
	`memory_kb` integer NOT NULL,
	`input` text NOT NULL,
	`transcript` text NOT NULL,
	`skipped` integer NOT NULL,
	FOREIGN KEY (`room_id`) REFERENCES `rooms`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `runs_room_started` ON `runs` (`room_id`,`started_at`);