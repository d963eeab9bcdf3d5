//! One hospital's door never opens on another's things. Every method of `OrgStore` has its line here.

mod log;
mod people;
mod setting_up;

use super::world::{Hospital, World};

async fn two(world: &World) -> (Hospital, Hospital) {
    (world.hospital("a").await, world.hospital("b").await)
}
