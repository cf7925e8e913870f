CREATE TABLE `log_chunks` (
	`room_id` text NOT NULL,
	`start` integer NOT NULL,
	`part` integer NOT NULL,
	`through` integer NOT NULL,
	`body` blob NOT NULL,
	PRIMARY KEY(`room_id`, `start`, `part`),
	FOREIGN KEY (`room_id`) REFERENCES `rooms`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `rooms` (
	`id` text PRIMARY KEY NOT NULL,
	`view_id` text NOT NULL,
	`title` text NOT NULL,
	`language` text NOT NULL,
	`version` integer NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `rooms_view_id_unique` ON `rooms` (`view_id`);--> statement-breakpoint
CREATE TABLE `snapshots` (
	`room_id` text NOT NULL,
	`version` integer NOT NULL,
	`part` integer NOT NULL,
	`body` blob NOT NULL,
	PRIMARY KEY(`room_id`, `version`, `part`),
	FOREIGN KEY (`room_id`) REFERENCES `rooms`(`id`) ON UPDATE no action ON DELETE cascade
);
