//! A dataset is a folder of images with captions: opening, captioning, checking, preparing and packing it
