CREATE TABLE `assets` (
	`room_id` text NOT NULL,
	`hash` text NOT NULL,
	`part` integer NOT NULL,
	`size` integer NOT NULL,
	`body` blob NOT NULL,
	PRIMARY KEY(`room_id`, `hash`, `part`),
	FOREIGN KEY (`room_id`) REFERENCES `rooms`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `marks` (
	`room_id` text NOT NULL,
	`id` integer NOT NULL,
	`version` integer NOT NULL,
	`kind` text NOT NULL,
	`body` text NOT NULL,
	`time` integer NOT NULL,
	PRIMARY KEY(`room_id`, `id`),
	FOREIGN KEY (`room_id`) REFERENCES `rooms`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
ALTER TABLE `log_chunks` ADD `head` text;--> statement-breakpoint
ALTER TABLE `rooms` ADD `forked_from` text;--> statement-breakpoint
ALTER TABLE `rooms` ADD `forked_version` integer;--> statement-breakpoint
ALTER TABLE `rooms` ADD `forked_title` text;