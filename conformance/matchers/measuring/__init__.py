"""From replies to figures: each module measures one thing; what a figure means is `statistics`' business."""
