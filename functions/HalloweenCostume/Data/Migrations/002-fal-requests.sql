-- fal's webhook names an image by fal's own id, also one that has ended: a call for it is told from one for nobody.
CREATE INDEX images_fal_request ON images (fal_request_id) WHERE fal_request_id IS NOT NULL;
