ALTER TABLE `runs` ADD `file` integer;--> statement-breakpoint
ALTER TABLE `runs` ADD `path` text;