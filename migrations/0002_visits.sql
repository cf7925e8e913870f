ALTER TABLE `rooms` ADD `visited_at` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
CREATE INDEX `rooms_visited` ON `rooms` (`visited_at`);